import type { TlsOffer } from '../../model/index.ts'
import { latin1, u8, u16 } from '../bytes.ts'
import { hostText } from './host-text.ts'

const CLIENT_HELLO = 1
/** Type, three bytes of length. */
export const HANDSHAKE_HEADER = 4
const HOST_NAME = 0
/** Protocols in an ALPN list that are told; clients offer two or three. */
const MAX_PROTOCOLS = 8

/** IANA "TLS ExtensionType Values", as of 2025-11-01. */
const EXTENSION = { serverName: 0, alpn: 16, encryptedClientHello: 0xfe0d } as const

export interface ClientHello {
  /** SNI (RFC 6066 §3); null where there is none. */
  readonly host: string | null
  readonly offer: TlsOffer
}

const NOTHING: ClientHello = { host: null, offer: { protocols: [], encrypted: false } }

/** The bytes of the whole message that begins at `at`, header included; 0 if it is no ClientHello. */
export function helloLength(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) === CLIENT_HELLO
    ? HANDSHAKE_HEADER + ((u8(bytes, at + 1) << 16) | u16(bytes, at + 2))
    : 0
}

/** RFC 8446 §4.1.2: version, random, session id, cipher suites, compression methods, extensions. */
export function readClientHello(message: Uint8Array, end: number): ClientHello {
  let at = HANDSHAKE_HEADER + 2 + 32
  at += 1 + (at < end ? u8(message, at) : 0)
  at += 2 + (at + 2 <= end ? u16(message, at) : 0)
  at += 1 + (at < end ? u8(message, at) : 0)
  if (at + 2 > end) return NOTHING
  return readExtensions(message, at + 2, Math.min(end, at + 2 + u16(message, at)))
}

function readExtensions(message: Uint8Array, start: number, end: number): ClientHello {
  let { host } = NOTHING
  let { protocols, encrypted } = NOTHING.offer
  // Each turn moves on by 4 bytes at least.
  for (let at = start; at + 4 <= end; ) {
    const type = u16(message, at)
    const value = at + 4
    const next = value + u16(message, at + 2)
    if (next > end) break
    if (type === EXTENSION.serverName) host ??= hostName(message, value, next)
    else if (type === EXTENSION.alpn) protocols = protocolNames(message, value, next)
    else if (type === EXTENSION.encryptedClientHello) encrypted = true
    at = next
  }
  return { host, offer: { protocols, encrypted } }
}

/** A list of names; only host names exist, and only one of them is allowed. */
function hostName(message: Uint8Array, start: number, end: number): string | null {
  if (start + 5 > end || u8(message, start + 2) !== HOST_NAME) return null
  const nameEnd = start + 5 + u16(message, start + 3)
  return nameEnd > end || nameEnd === start + 5 ? null : hostText(message, start + 5, nameEnd)
}

function protocolNames(message: Uint8Array, start: number, end: number): readonly string[] {
  const names: string[] = []
  for (let at = start + 2; at < end && names.length < MAX_PROTOCOLS; ) {
    const next = at + 1 + u8(message, at)
    if (next > end || next === at + 1) break
    const name = latin1(message, at + 1, next)
    // Clients put reserved values between the real ones (GREASE, RFC 8701), which say nothing.
    if (/^[\x21-\x7e]+$/.test(name)) names.push(name)
    at = next
  }
  return names
}
