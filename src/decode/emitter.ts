import type { CaptureEvent, Endpoint } from '../model/index.ts'
import type { MalformedCode } from './error.ts'
import { EndpointCache } from './ip/endpoint-cache.ts'
import type { IpPacket } from './ip/ip-packet.ts'

/** Most bytes of a payload that an event carries. */
export const MAX_FIRST_BYTES = 256

/** Where all decoders put their events, and what they need to name the two sides of a packet. */
export class Emitter {
  readonly emit: (event: CaptureEvent) => void
  readonly #endpoints = new EndpointCache()

  constructor(emit: (event: CaptureEvent) => void) {
    this.emit = emit
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
