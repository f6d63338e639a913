import type { TcpDataEvent, TlsOffer } from '../../model/index.ts'
import { latin1, u8 } from '../bytes.ts'
import { readHttpHost } from './http-host.ts'
import { readSocks } from './socks.ts'
import { readTlsHello } from './tls-client-hello.ts'
import { wordsProtocol } from './words.ts'

/** Bytes at the beginning of a stream that are looked at. A ClientHello with post-quantum keys has about 2 KiB. */
export const MAX_LOOKED_AT = 16 * 1024

export interface Classified {
  readonly protocol: TcpDataEvent['protocol']
  readonly host: string | null
  readonly note: string | null
  readonly tls: TlsOffer | null
  /** Bytes needed to say more; 0 when this is the last word. */
  readonly wanted: number
}

const UNKNOWN: Classified = { protocol: 'unknown', host: null, note: null, tls: null, wanted: 0 }

/** What the first bytes of a client look like. */
export function classify(bytes: Uint8Array, start: number, end: number): Classified {
  if (isTls(bytes, start, end)) return { ...UNKNOWN, protocol: 'tls', ...readTlsHello(bytes, start, end) }
  if (latin1(bytes, start, Math.min(end, start + 4)) === 'SSH-') return { ...UNKNOWN, protocol: 'ssh' }
  if (isHttp(bytes, start, end)) return { ...UNKNOWN, protocol: 'http', ...readHttpHost(bytes, start, end) }
  const socks = readSocks(bytes, start, end)
  if (socks !== null) return { ...UNKNOWN, protocol: 'socks', ...socks }
  return { ...UNKNOWN, protocol: wordsProtocol(bytes, start, end) }
}

/** A handshake record of any version (RFC 8446 §5.1) whose first message is a ClientHello. */
function isTls(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || u8(bytes, start) !== 0x16 || u8(bytes, start + 1) !== 0x03) return false
  return end - start < 6 || u8(bytes, start + 5) === 1
}

/** Enough for a method, a space, and what a target begins with. */
const LONGEST_BEGINNING = 64

/**
 * A method and a target (RFC 9112 §3), which other protocols of words (SMTP, IRC) do not have. HTTP/2's preface
 * `PRI * HTTP/2.0` has them too.
 */
const HTTP = /^(?:[A-Z-]{3,20} (?:\/|\*|[a-z][a-z0-9+.-]{1,20}:\/\/)|CONNECT [^ ])/

function isHttp(bytes: Uint8Array, start: number, end: number): boolean {
  return HTTP.test(latin1(bytes, start, Math.min(end, start + LONGEST_BEGINNING)))
}
