import type { Endpoint, UdpDatagramEvent } from '../../model/index.ts'
import { u16 } from '../bytes.ts'
import type { DnsDecoder } from '../dns/dns-decoder.ts'
import type { Emitter } from '../emitter.ts'
import type { IpPacket } from '../ip/ip-packet.ts'
import { QuicDecoder } from '../quic/quic-decoder.ts'
import { datagramProtocol } from './datagram-protocol.ts'
import { isNetBiosName } from './netbios-name.ts'
import { isDnsPort, PORT } from './ports.ts'

const HEADER = 8

/** RFC 768. Each datagram becomes a DNS event or a datagram event, and oddities are told besides. */
export class UdpDecoder {
  readonly #emitter: Emitter
  readonly #dns: DnsDecoder
  readonly #quic = new QuicDecoder()

  constructor(emitter: Emitter, dns: DnsDecoder) {
    this.#emitter = emitter
    this.#dns = dns
  }

  packet(packet: IpPacket): void {
    const { bytes, start, end } = packet
    if (end - start < HEADER) {
      this.#emitter.malformedPacket('udp-header', packet)
      return
    }
    const length = u16(bytes, start + 4)
    const fits = length >= HEADER && start + length <= end
    // A length that cannot be true is no reason not to look at what is there.
    const dataEnd = fits ? start + length : end
    this.#datagram(packet, start + HEADER, dataEnd)
    if (!fits && !packet.cut) this.#malformed('udp-length', packet)
    if (dataEnd < end) this.#trailing(packet, dataEnd)
  }

  #datagram(packet: IpPacket, start: number, end: number): void {
    const { bytes } = packet
    const sourcePort = u16(bytes, packet.start)
    const destinationPort = u16(bytes, packet.start + 2)
    const expected = isDnsPort(sourcePort) || isDnsPort(destinationPort)
    if (!isNetBiosName(bytes, start, end, sourcePort, destinationPort)) {
      if (this.#message(packet, start, end, expected)) return
      if (expected) this.#malformed('dns-malformed', packet)
    }
    this.#other(packet, start, end)
  }

  #other(packet: IpPacket, start: number, end: number): void {
    const { bytes } = packet
    const sourcePort = u16(bytes, packet.start)
    const destinationPort = u16(bytes, packet.start + 2)
    const source = this.#emitter.source(packet, sourcePort)
    const destination = this.#emitter.destination(packet, destinationPort)
    const recognised = datagramProtocol({ bytes, start, end, sourcePort, destinationPort })
    this.#emitter.emit({
      kind: 'udp-datagram',
      time: packet.time,
      source,
      destination,
      ...(recognised ?? this.#quicDatagram(bytes, start, end, source, destination)),
      length: end - start,
      firstBytes: this.#emitter.payload(bytes, start, end),
    })
  }

  #quicDatagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    source: Endpoint,
    destination: Endpoint,
  ): Pick<UdpDatagramEvent, 'protocol' | 'host' | 'tls'> {
    const quic = this.#quic.datagram(bytes, start, end, source, destination)
    if (quic === null) return { protocol: 'unknown' }
    const { hello } = quic
    const isOnDnsPort = source.port === PORT.dnsOverQuic || destination.port === PORT.dnsOverQuic
    const protocol = isOnDnsPort || hello?.offer.protocols.includes('doq') ? 'doq' : 'quic'
    if (hello === null) return { protocol }
    return { protocol, ...(hello.host === null ? {} : { host: hello.host }), tls: hello.offer }
  }

  /** Room between the datagram's end and the packet's: nothing honest stands there. */
  #trailing(packet: IpPacket, start: number): void {
    this.#malformed('udp-trailing-bytes', packet)
    this.#message(packet, start, packet.end, false)
  }

  #message(packet: IpPacket, start: number, end: number, expected: boolean): boolean {
    const { bytes } = packet
    if (!this.#dns.recognise(bytes, start, end, expected)) return false
    const source = this.#emitter.source(packet, u16(bytes, packet.start))
    const destination = this.#emitter.destination(packet, u16(bytes, packet.start + 2))
    this.#dns.emit('udp', packet.time, source, destination)
    return true
  }

  #malformed(code: 'udp-length' | 'udp-trailing-bytes' | 'dns-malformed', packet: IpPacket): void {
    const source = this.#emitter.source(packet, u16(packet.bytes, packet.start))
    const destination = this.#emitter.destination(packet, u16(packet.bytes, packet.start + 2))
    this.#emitter.malformed(code, packet.time, source, destination)
  }
}
