import { u8, u16 } from '../bytes.ts'
import { PORT } from './ports.ts'

/** Header, length of the name, the name, its end. */
const NAME_AT = 12 + 1
const NAME_LENGTH = 32
const A = 0x41
const P = 0x50

/**
 * NetBIOS name service (RFC 1002 §4.2) has the shape of DNS but not its names: 32 letters A–P that are 16 bytes.
 * The port alone proves nothing, or a DNS query to port 137 would be hidden by it.
 */
export function isNetBiosName(
  bytes: Uint8Array,
  start: number,
  end: number,
  sourcePort: number,
  destinationPort: number,
): boolean {
  if (sourcePort !== PORT.netbiosName && destinationPort !== PORT.netbiosName) return false
  if (end - start < NAME_AT + NAME_LENGTH || u16(bytes, start + 4) + u16(bytes, start + 6) === 0) return false
  if (u8(bytes, start + 12) !== NAME_LENGTH) return false
  for (let at = start + NAME_AT; at < start + NAME_AT + NAME_LENGTH; at++) {
    const letter = u8(bytes, at)
    if (letter < A || letter > P) return false
  }
  return true
}

/**
 * The name in a message that `isNetBiosName` has found to be one: `FILESERVER<20>`, the last byte being what kind of
 * service it is. Each byte is two letters (RFC 1001 §14.1), so a name can carry anything.
 */
export function netBiosName(bytes: Uint8Array, start: number): string {
  const codes = Array.from({ length: NAME_LENGTH / 2 }, (_, index) => {
    const at = start + NAME_AT + 2 * index
    return ((u8(bytes, at) - A) << 4) | (u8(bytes, at + 1) - A)
  })
  const kind = (codes.at(-1) ?? 0).toString(16).padStart(2, '0')
  const text = codes.slice(0, -1).map((code) => {
    const isPlain = code >= 0x20 && code < 0x7f && code !== 0x5c
    return isPlain ? String.fromCharCode(code) : `\\${String(code).padStart(3, '0')}`
  })
  return `${text.join('').replace(/ +$/, '')}<${kind}>`
}
