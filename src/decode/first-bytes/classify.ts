import { latin1, u8 } from '../bytes.ts'
import { readHttpHost } from './http-host.ts'
import { readServerName } from './tls-client-hello.ts'

/** Bytes at the beginning of a stream that are looked at. A ClientHello with post-quantum keys has about 2 KiB. */
export const MAX_LOOKED_AT = 16 * 1024

export interface Classified {
  readonly protocol: 'tls' | 'http' | 'ssh' | 'unknown'
  readonly host: string | null
  /** Bytes needed to say more; 0 when this is the last word. */
  readonly wanted: number
}

const UNKNOWN: Classified = { protocol: 'unknown', host: null, wanted: 0 }

/** What the first bytes of a client look like. */
export function classify(bytes: Uint8Array, start: number, end: number): Classified {
  if (isTls(bytes, start, end)) return { protocol: 'tls', ...readServerName(bytes, start, end) }
  if (latin1(bytes, start, Math.min(end, start + 4)) === 'SSH-')
    return { protocol: 'ssh', host: null, wanted: 0 }
  if (isHttp(bytes, start, end)) return { protocol: 'http', ...readHttpHost(bytes, start, end) }
  return UNKNOWN
}

/** A handshake record of any version (RFC 8446 §5.1) whose first message is a ClientHello. */
function isTls(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || u8(bytes, start) !== 0x16 || u8(bytes, start + 1) !== 0x03) return false
  return end - start < 6 || u8(bytes, start + 5) === 1
}

/** Enough for a method; the target may be as long as it likes. */
const LONGEST_METHOD = 20

/** A method and a space (RFC 9112 §3). HTTP/2's preface `PRI * HTTP/2.0` is one too. */
function isHttp(bytes: Uint8Array, start: number, end: number): boolean {
  const limit = Math.min(end, start + LONGEST_METHOD)
  for (let at = start; at < limit; at++) {
    const byte = u8(bytes, at)
    if (byte === 0x20) return at - start >= 3 && isTarget(bytes, at + 1, end)
    if (byte < 0x41 || byte > 0x5a) return false
  }
  return false
}

/** `/path`, `*`, `http://…`, `host:port`. */
function isTarget(bytes: Uint8Array, at: number, end: number): boolean {
  return at >= end || u8(bytes, at) > 0x20
}
