import type { TlsOffer } from '../../model/index.ts'
import { u8, u16 } from '../bytes.ts'
import { HANDSHAKE_HEADER, helloLength, readClientHello } from './client-hello.ts'

const RECORD_HEADER = 5
const HANDSHAKE_RECORD = 0x16
/** RFC 8446 §5.1: 2^14 bytes, and 256 more where it is encrypted. */
const MAX_RECORD = 16_384 + 256

interface TlsHello {
  readonly host: string | null
  readonly tls: TlsOffer | null
  readonly wanted: number
}

const NO_NAME: TlsHello = { host: null, tls: null, wanted: 0 }

/** What the ClientHello tells that a stream begins with, which may be cut into several records. */
export function readTlsHello(bytes: Uint8Array, start: number, end: number): TlsHello {
  const message = new Uint8Array(end - start)
  let length = 0
  // Each turn moves on by a record's header at least.
  for (let at = start; ; ) {
    if (isWhole(message, length)) return told(message)
    if (at + RECORD_HEADER > end)
      return { ...NO_NAME, wanted: at + RECORD_HEADER + missing(message, length) - start }
    const recordLength = u16(bytes, at + 3)
    if (u8(bytes, at) !== HANDSHAKE_RECORD || recordLength > MAX_RECORD) return NO_NAME
    const next = at + RECORD_HEADER + recordLength
    if (next > end) return { ...NO_NAME, wanted: next - start }
    message.set(bytes.subarray(at + RECORD_HEADER, next), length)
    length += recordLength
    at = next
  }
}

function isWhole(message: Uint8Array, length: number): boolean {
  return length >= HANDSHAKE_HEADER && length >= helloLength(message, 0)
}

/** What the message still lacks: waiting for all of it at once keeps tiny records from costing a look each. */
function missing(message: Uint8Array, length: number): number {
  return length < HANDSHAKE_HEADER ? 0 : helloLength(message, 0) - length
}

function told(message: Uint8Array): TlsHello {
  const length = helloLength(message, 0)
  if (length === 0) return NO_NAME
  const { host, offer } = readClientHello(message, Math.min(length, message.length))
  return { host, tls: offer, wanted: 0 }
}
