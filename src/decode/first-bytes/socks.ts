import { u8 } from '../bytes.ts'
import { ipv4Text, ipv6Text } from '../ip/address.ts'
import { hostText } from './host-text.ts'

interface Socks {
  readonly host: string | null
  readonly wanted: number
}

const MAX_USER = 255
const CONNECT = 1
const LAST_METHOD = 9

/**
 * SOCKS4, 4a and 5 (RFC 1928): whom the server is to connect to. A client of SOCKS5 says that in its second message, so
 * more is wanted until then. Null if it is something else.
 */
export function readSocks(bytes: Uint8Array, start: number, end: number): Socks | null {
  if (end - start < 3) return null
  const version = u8(bytes, start)
  return version === 5 ? socks5(bytes, start, end) : version === 4 ? socks4(bytes, start, end) : null
}

function socks4(bytes: Uint8Array, start: number, end: number): Socks | null {
  if (u8(bytes, start + 1) !== CONNECT || end - start < 9) return null
  const userEnd = bytes.subarray(start + 8, Math.min(end, start + 8 + MAX_USER)).indexOf(0)
  if (userEnd === -1) return null
  const rest = start + 8 + userEnd + 1
  // 4a: an address that cannot be means that a name follows.
  const isNamed = u8(bytes, start + 4) === 0 && u8(bytes, start + 5) === 0 && u8(bytes, start + 6) === 0
  if (!isNamed) return rest === end ? { host: ipv4Text(bytes, start + 4), wanted: 0 } : null
  const nameEnd = bytes.subarray(rest, end).indexOf(0)
  return nameEnd > 0 && rest + nameEnd + 1 === end
    ? { host: hostText(bytes, rest, rest + nameEnd), wanted: 0 }
    : null
}

function socks5(bytes: Uint8Array, start: number, end: number): Socks | null {
  const greeting = start + 2 + u8(bytes, start + 1)
  if (greeting === start + 2 || greeting > end) return null
  for (let at = start + 2; at < greeting; at++) {
    const method = u8(bytes, at)
    if (method > LAST_METHOD && method < 0x80) return null
  }
  const request = skipPassword(bytes, greeting, end)
  const more = { host: null, wanted: end - start + 1 }
  if (request + 5 > end) return more
  if (u8(bytes, request) !== 5) return null
  const length = { 1: 4, 3: 1 + u8(bytes, request + 4), 4: 16 }[u8(bytes, request + 3)]
  if (length === undefined) return null
  return request + 4 + length + 2 > end ? more : { host: target(bytes, request + 3, length), wanted: 0 }
}

/** RFC 1929. */
function skipPassword(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || u8(bytes, at) !== 1) return at
  const password = at + 2 + (at + 1 < end ? u8(bytes, at + 1) : 0)
  return password + 1 + (password < end ? u8(bytes, password) : 0)
}

function target(bytes: Uint8Array, typeAt: number, length: number): string {
  const type = u8(bytes, typeAt)
  if (type === 1) return ipv4Text(bytes, typeAt + 1)
  return type === 4 ? ipv6Text(bytes, typeAt + 1) : hostText(bytes, typeAt + 2, typeAt + 1 + length)
}
