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
  const labels: string[] = []
  let wireLength = 1
  let next: number | null = null
  let position = at
  let segment = at
  while (position < end) {
    const length = u8(bytes, position)
    if (length === 0) return { name: nameText(labels), labels, next: next ?? position + 1 }
    if (length < 64) {
      wireLength += length + 1
      if (wireLength > MAX_NAME_LENGTH || position + 1 + length > end) return null
      labels.push(rawText(bytes, position + 1, length))
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

function nameText(labels: readonly string[]): string {
  let name = ''
  for (const label of labels) name = name === '' ? labelText(label) : `${name}.${labelText(label)}`
  return name === '' ? '.' : name
}

/** Where a compression pointer (RFC 1035 §4.1.4) points to, which must be before `limit`; -1 if it is none. */
function pointer(bytes: Uint8Array, message: number, at: number, end: number, limit: number): number {
  if (u8(bytes, at) < 0xc0 || at + 1 >= end) return -1
  const target = message + (((u8(bytes, at) & 0x3f) << 8) | u8(bytes, at + 1))
  return target < limit ? target : -1
}

// One buffer for all labels: turning bytes into text is what a DNS capture costs most.
const scratch = Buffer.alloc(64)

function rawText(bytes: Uint8Array, start: number, length: number): string {
  for (let index = 0; index < length; index++) scratch[index] = bytes[start + index] as number
  return scratch.toString('latin1', 0, length)
}

const PLAIN = /^[a-z0-9_-]+$/

function labelText(label: string): string {
  return PLAIN.test(label) ? label : escapeLabel(label)
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
