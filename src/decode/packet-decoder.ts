import { u8 } from './bytes.ts'
import { DnsDecoder } from './dns/dns-decoder.ts'
import type { Emitter } from './emitter.ts'
import { Fragments } from './ip/fragments.ts'
import { icmpName } from './ip/icmp-types.ts'
import { emptyIpPacket, type IpPacket } from './ip/ip-packet.ts'
import { readIpv4 } from './ip/ipv4.ts'
import { continueIpv6, readIpv6 } from './ip/ipv6.ts'
import { PROTOCOL, protocolName } from './ip/protocols.ts'
import { LinkLayer } from './link/link-layer.ts'
import { TcpDecoder } from './tcp/tcp.ts'
import { UdpDecoder } from './udp/udp.ts'

/** Type, code, checksum and four bytes that depend on the type: RFC 792, RFC 4443. */
const ICMP_HEADER = 8

/** One frame in, its events out: link layer, IP, fragments, then whatever IP carries. */
export class PacketDecoder {
  readonly #emitter: Emitter
  readonly #link = new LinkLayer()
  readonly #packet = emptyIpPacket()
  readonly #fragments: Fragments
  readonly #udp: UdpDecoder
  readonly #tcp: TcpDecoder

  constructor(emitter: Emitter, withAnswers: boolean) {
    const dns = new DnsDecoder(emitter, withAnswers)
    this.#emitter = emitter
    this.#fragments = new Fragments((code, packet) => emitter.malformedPacket(code, packet))
    this.#udp = new UdpDecoder(emitter, dns)
    this.#tcp = new TcpDecoder(emitter, dns)
  }

  frame(linkType: number, bytes: Uint8Array, start: number, end: number, time: number): void {
    const link = this.#link
    const code = link.find(linkType, bytes, start, end)
    if (code !== null) {
      this.#emitter.malformed(code, time, null, null)
      return
    }
    if (link.version !== 0) this.#ip(bytes, link.at, end, time)
  }

  /** The capture is over. */
  finish(time: number): void {
    this.#fragments.finish()
    this.#tcp.finish(time)
  }

  #ip(bytes: Uint8Array, start: number, end: number, time: number): void {
    const packet = this.#packet
    packet.time = time
    const { version } = this.#link
    const code = version === 4 ? readIpv4(bytes, start, end, packet) : readIpv6(bytes, start, end, packet)
    if (code !== null) {
      this.#emitter.malformed(code, time, null, null)
      return
    }
    if (packet.cut) this.#emitter.malformedPacket('ip-truncated', packet)
    if (!packet.fragment) {
      this.#transport(packet)
      return
    }
    const whole = this.#fragments.add(packet)
    if (whole !== null) this.#reassembled(whole)
  }

  #reassembled(packet: IpPacket): void {
    const code = packet.version === 6 ? continueIpv6(packet) : null
    if (code !== null) {
      this.#emitter.malformedPacket(code, packet)
      return
    }
    this.#transport(packet)
  }

  #transport(packet: IpPacket): void {
    switch (packet.protocol) {
      case PROTOCOL.udp:
        this.#udp.packet(packet)
        break
      case PROTOCOL.tcp:
        this.#tcp.packet(packet)
        break
      default:
        this.#other(packet)
        break
    }
  }

  #other(packet: IpPacket): void {
    const { protocol, start, end, time, version } = packet
    const isIcmp = protocol === (version === 4 ? PROTOCOL.icmp : PROTOCOL.icmpv6)
    this.#emitter.emit({
      kind: 'other-ip',
      time,
      source: this.#emitter.source(packet, 0),
      destination: this.#emitter.destination(packet, 0),
      protocol,
      name: isIcmp && end > start ? icmpName(protocol, u8(packet.bytes, start)) : protocolName(protocol),
      length: end - start,
      type: isIcmp && end > start ? u8(packet.bytes, start) : null,
      ...this.#carried(packet, isIcmp ? ICMP_HEADER : 0),
    })
  }

  #carried({ bytes, start, end }: IpPacket, header: number): { firstBytes?: Uint8Array } {
    const from = start + header
    return from >= end ? {} : { firstBytes: this.#emitter.payload(bytes, from, end) }
  }
}
