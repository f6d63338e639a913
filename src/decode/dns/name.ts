import { u8 } from '../bytes.ts'

/** RFC 1035 §3.1. */
const MAX_NAME_LENGTH = 255
const DOT = 0x2e
const BACKSLASH = 0x5c

export interface DnsName {
  /** Lower case, escaped, no trailing dot; the root is `.`. */
  readonly name: string
  /** Raw bytes, as latin1. */
  readonly labels: readonly string[]
  /** Where the message goes on behind the name. */
  readonly next: number
}

/**
 * Reads a name strictly, label by label. Null if it is none: a length of a kind that does not exist, more than 255
 * bytes, a pointer forward. Each pointer must point before the bytes that were read last, so that it ends.
 */
export function readName(bytes: Uint8Array, message: number, at: number, end: number): DnsName | null {
  let used = 0
  let next: number | null = null
  let position = at
  let segment = at
  while (position < end) {
    const length = u8(bytes, position)
    if (length === 0) return named(used, next ?? position + 1)
    if (length < 64) {
      // As long in `scratch` as on the wire, which has one byte more for the root.
      if (used + length + 2 > MAX_NAME_LENGTH || position + 1 + length > end) return null
      used = copyLabel(bytes, position, length, used)
      position += length + 1
    } else {
      segment = pointer(bytes, message, position, end, segment)
      if (segment === -1) return null
      next ??= position + 2
      position = segment
    }
  }
  return null
}

/** Where a compression pointer (RFC 1035 §4.1.4) points to, which must be before `limit`; -1 if it is none. */
function pointer(bytes: Uint8Array, message: number, at: number, end: number, limit: number): number {
  if (u8(bytes, at) < 0xc0 || at + 1 >= end) return -1
  const target = message + (((u8(bytes, at) & 0x3f) << 8) | u8(bytes, at + 1))
  return target < limit ? target : -1
}

// A name is gathered here, each label behind its length, and becomes text at once: turning bytes into text is what
// a DNS capture costs most.
const scratch = Buffer.alloc(256)

function copyLabel(bytes: Uint8Array, position: number, length: number, used: number): number {
  for (let index = 0; index <= length; index++) scratch[used + index] = bytes[position + index] as number
  return used + length + 1
}

function named(used: number, next: number): DnsName {
  const raw = scratch.toString('latin1', 0, used)
  const labels: string[] = []
  for (let at = 0; at < used; at += (scratch[at] as number) + 1) {
    labels.push(raw.slice(at + 1, at + 1 + (scratch[at] as number)))
  }
  return { name: nameText(labels), labels, next }
}

const PLAIN = /^[a-z0-9_.-]+$/

function nameText(labels: readonly string[]): string {
  if (labels.length === 0) return '.'
  const joined = labels.join('.')
  const isPlain = PLAIN.test(joined) && !labels.some((label) => label.includes('.'))
  return isPlain ? joined : labels.map(escapeLabel).join('.')
}

/** RFC 4343 §2.1: `\.` and `\\`, `\DDD` for what is not printable ASCII; lower case. */
function escapeLabel(label: string): string {
  let text = ''
  for (let index = 0; index < label.length; index++) {
    const code = label.charCodeAt(index)
    if (code === DOT || code === BACKSLASH) text += `\\${String.fromCharCode(code)}`
    else if (code > 0x20 && code < 0x7f) text += String.fromCharCode(code)
    else text += `\\${String(code).padStart(3, '0')}`
  }
  return text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase())
}
