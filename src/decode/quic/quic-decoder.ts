import type { Endpoint } from '../../model/index.ts'
import { u8 } from '../bytes.ts'
import { formatEndpoint } from '../endpoint-text.ts'
import type { ClientHello } from '../first-bytes/client-hello.ts'
import { looksLikeLongHeader } from './long-header.ts'
import { QuicFlow } from './quic-flow.ts'

/** Connections remembered, 8 MiB at most: with 32 KiB each of ClientHellos that are not whole. */
const MAX_FLOWS = 256

/** A datagram of QUIC; `hello` once its connection's ClientHello is known, and not in answers to it. */
export interface QuicDatagram {
  readonly hello: ClientHello | null
}

const SAYS_NOTHING: QuicDatagram = { hello: null }

/** QUIC (RFC 9000) as far as anybody can read it: which connections there are, and the server name each asks for. */
export class QuicDecoder {
  readonly #flows = new Map<string, QuicFlow>()

  /** Null if this is no QUIC. Later packets of a connection are known by their addresses alone. */
  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    source: Endpoint,
    destination: Endpoint,
  ): QuicDatagram | null {
    const isLong = looksLikeLongHeader(bytes, start, end)
    const isShort = start < end && (u8(bytes, start) & 0xc0) === 0x40
    if (!isLong && (!isShort || this.#flows.size === 0)) return null
    const key = `${formatEndpoint(source)} ${formatEndpoint(destination)}`
    const known = this.#flows.get(key)
    if (known === undefined && this.#flows.has(`${formatEndpoint(destination)} ${formatEndpoint(source)}`))
      return SAYS_NOTHING
    if (known === undefined && !isLong) return null
    const flow = known ?? this.#add(key)
    if (isLong) flow.datagram(bytes, start, end)
    return flow
  }

  #add(key: string): QuicFlow {
    if (this.#flows.size >= MAX_FLOWS) {
      const oldest = this.#flows.keys().next().value
      if (oldest !== undefined) this.#flows.delete(oldest)
    }
    const made = new QuicFlow()
    this.#flows.set(key, made)
    return made
  }
}
