import type { CaptureEvent, Endpoint } from '../model/index.ts'
import type { MalformedCode } from './error.ts'
import { EndpointCache } from './ip/endpoint-cache.ts'
import type { IpPacket } from './ip/ip-packet.ts'

/** Most bytes of a payload that an event carries, where it is not told whole. */
export const MAX_FIRST_BYTES = 256

/** Where all decoders put their events, and what they need to name the two sides of a packet. */
export class Emitter {
  readonly emit: (event: CaptureEvent) => void
  readonly #endpoints = new EndpointCache()
  /** Bytes of datagrams that may still be told whole. */
  #wholeLeft: number

  constructor(emit: (event: CaptureEvent) => void, wholeBytes = 0) {
    this.emit = emit
    this.#wholeLeft = wholeBytes
  }

  /** What a datagram carries, whole where that was asked for and as long as there is room; else its beginning. */
  payload(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start
    if (length <= MAX_FIRST_BYTES) return bytes.slice(start, end)
    const isWhole = length <= this.#wholeLeft
    if (isWhole) this.#wholeLeft -= length
    return bytes.slice(start, isWhole ? end : start + MAX_FIRST_BYTES)
  }

  source(packet: IpPacket, port: number): Endpoint {
    return this.#endpoints.endpoint(packet.version, packet.bytes, packet.source, port)
  }

  destination(packet: IpPacket, port: number): Endpoint {
    return this.#endpoints.endpoint(packet.version, packet.bytes, packet.destination, port)
  }

  /** For packets whose ports are not known. */
  malformedPacket(code: MalformedCode, packet: IpPacket): void {
    this.malformed(code, packet.time, this.source(packet, 0), this.destination(packet, 0))
  }

  malformed(code: MalformedCode, time: number, source: Endpoint | null, destination: Endpoint | null): void {
    this.emit({ kind: 'malformed', time, source, destination, code })
  }
}
