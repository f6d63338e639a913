import type { Endpoint } from '../../model/index.ts'
import { u8, u16, u32 } from '../bytes.ts'
import type { DnsDecoder } from '../dns/dns-decoder.ts'
import type { Emitter } from '../emitter.ts'
import type { IpPacket } from '../ip/ip-packet.ts'
import { Budget } from './budget.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'

const SHORTEST_HEADER = 20
const FIN = 1
const SYN = 2
const RST = 4
const ACK = 16

/** RFC 9293. Every attempt to connect, and what the two sides say as far as it is of use. */
export class TcpDecoder {
  readonly #emitter: Emitter
  readonly #budget = new Budget()
  readonly #connections: Connections

  constructor(emitter: Emitter, dns: DnsDecoder) {
    this.#emitter = emitter
    this.#connections = new Connections({ emitter, dns, budget: this.#budget })
  }

  packet(packet: IpPacket): void {
    const { bytes, start, end, time } = packet
    if (end - start < SHORTEST_HEADER) {
      this.#emitter.malformedPacket('tcp-header', packet)
      return
    }
    const source = this.#emitter.source(packet, u16(bytes, start))
    const destination = this.#emitter.destination(packet, u16(bytes, start + 2))
    const headerLength = (u8(bytes, start + 12) >> 4) * 4
    if (headerLength < SHORTEST_HEADER || start + headerLength > end) {
      this.#emitter.malformed('tcp-header', time, source, destination)
      // An attempt to connect is one, whatever its options are.
      if ((u8(bytes, start + 13) & (SYN | ACK)) === SYN) this.#open(packet, source, destination)
      return
    }
    this.#segment(packet, start + headerLength, source, destination)
    if (this.#budget.exceeded) this.#connections.trim(time)
  }

  finish(time: number): void {
    this.#connections.finish(time)
  }

  #segment(packet: IpPacket, dataAt: number, source: Endpoint, destination: Endpoint): void {
    const { bytes, start, end, time } = packet
    const flags = u8(bytes, start + 13)
    const connection = this.#connectionOf(packet, flags, end > dataAt, source, destination)
    if (connection === undefined) return
    const direction = connection.from(source)
    const sequence = (u32(bytes, start + 4) + (flags & SYN ? 1 : 0)) >>> 0
    if (flags & SYN) direction.begin(sequence)
    direction.push(sequence, bytes, dataAt, end, time)
    if (flags & FIN) direction.endsAt((sequence + end - dataAt) >>> 0, time)
    if (flags & RST) {
      connection.finish(time)
      this.#connections.remove(source, destination)
    }
  }

  #connectionOf(
    packet: IpPacket,
    flags: number,
    hasData: boolean,
    source: Endpoint,
    destination: Endpoint,
  ): Connection | undefined {
    if ((flags & (SYN | ACK)) === SYN) return this.#open(packet, source, destination)
    const known = this.#connections.find(source, destination)
    if (known !== undefined || !(hasData || flags & SYN)) return known
    // The capture began later than the connection. Who answered a SYN is the server, or else who has the lower port.
    const fromServer = (flags & SYN) !== 0 || source.port < destination.port
    return fromServer
      ? this.#connections.add(destination, source, null, packet.time)
      : this.#connections.add(source, destination, null, packet.time)
  }

  /** A SYN: a new connection, or the same one asked for again. */
  #open(packet: IpPacket, source: Endpoint, destination: Endpoint): Connection {
    const { time } = packet
    const sequence = u32(packet.bytes, packet.start + 4)
    const known = this.#connections.find(source, destination)
    if (known?.initialSequence === sequence && known.isFromClient(source)) return known
    known?.finish(time)
    this.#emitter.emit({ kind: 'tcp-connect', time, source, destination })
    return this.#connections.add(source, destination, sequence, time)
  }
}
