import { u8, u16 } from '../bytes.ts'
import { hostText } from './host-text.ts'

const RECORD_HEADER = 5
const HANDSHAKE_RECORD = 0x16
/** RFC 8446 §5.1: 2^14 bytes, and 256 more where it is encrypted. */
const MAX_RECORD = 16_384 + 256
const CLIENT_HELLO = 1
/** Type, three bytes of length. */
const HANDSHAKE_HEADER = 4
const SERVER_NAME_EXTENSION = 0
const HOST_NAME = 0

interface ServerName {
  readonly host: string | null
  readonly wanted: number
}

const NO_NAME: ServerName = { host: null, wanted: 0 }

/** The server name (SNI, RFC 6066 §3) of a ClientHello, which may be cut into several records. */
export function readServerName(bytes: Uint8Array, start: number, end: number): ServerName {
  const message = new Uint8Array(end - start)
  let length = 0
  // Each turn moves on by a record's header at least.
  for (let at = start; ; ) {
    if (isWhole(message, length)) return readHello(message, HANDSHAKE_HEADER + helloLength(message))
    if (at + RECORD_HEADER > end)
      return { host: null, wanted: at + RECORD_HEADER + missing(message, length) - start }
    const recordLength = u16(bytes, at + 3)
    if (u8(bytes, at) !== HANDSHAKE_RECORD || recordLength > MAX_RECORD) return NO_NAME
    const next = at + RECORD_HEADER + recordLength
    if (next > end) return { host: null, wanted: next - start }
    message.set(bytes.subarray(at + RECORD_HEADER, next), length)
    length += recordLength
    at = next
  }
}

function isWhole(message: Uint8Array, length: number): boolean {
  if (length < HANDSHAKE_HEADER) return false
  return u8(message, 0) !== CLIENT_HELLO || length >= HANDSHAKE_HEADER + helloLength(message)
}

/** What the message still lacks: waiting for all of it at once keeps tiny records from costing a look each. */
function missing(message: Uint8Array, length: number): number {
  return length < HANDSHAKE_HEADER ? 0 : HANDSHAKE_HEADER + helloLength(message) - length
}

function helloLength(message: Uint8Array): number {
  return (u8(message, 1) << 16) | u16(message, 2)
}

/** RFC 8446 §4.1.2: version, random, session id, cipher suites, compression methods, extensions. */
function readHello(message: Uint8Array, claimed: number): ServerName {
  if (u8(message, 0) !== CLIENT_HELLO) return NO_NAME
  const end = Math.min(claimed, message.length)
  let at = HANDSHAKE_HEADER + 2 + 32
  at += 1 + (at < end ? u8(message, at) : 0)
  at += 2 + (at + 2 <= end ? u16(message, at) : 0)
  at += 1 + (at < end ? u8(message, at) : 0)
  if (at + 2 > end) return NO_NAME
  const extensionsEnd = Math.min(end, at + 2 + u16(message, at))
  return { host: findServerName(message, at + 2, extensionsEnd), wanted: 0 }
}

function findServerName(message: Uint8Array, start: number, end: number): string | null {
  // Each turn moves on by 4 bytes at least.
  for (let at = start; at + 4 <= end; ) {
    const length = u16(message, at + 2)
    const next = at + 4 + length
    if (next > end) return null
    if (u16(message, at) === SERVER_NAME_EXTENSION) return hostName(message, at + 4, next)
    at = next
  }
  return null
}

/** A list of names; only host names exist, and only one of them is allowed. */
function hostName(message: Uint8Array, start: number, end: number): string | null {
  if (start + 5 > end || u8(message, start + 2) !== HOST_NAME) return null
  const nameEnd = start + 5 + u16(message, start + 3)
  return nameEnd > end || nameEnd === start + 5 ? null : hostText(message, start + 5, nameEnd)
}
