import { createHash } from 'node:crypto'

/** RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** A frame's header, mask included, is never longer. */
const MAX_HEADER = 14

/** The answer that lets a client go on: RFC 6455 §4.2.2. */
export function acceptUpgrade(key: string): string {
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
}

/** Makes of a client's frames what is in them (RFC 6455 §5.2), however they are cut. */
export function frameReader(): (chunk: Buffer) => Buffer {
  let header = Buffer.alloc(0)
  let mask: Buffer | null = null
  let left = 0
  let at = 0
  return (chunk) => {
    const payload: Buffer[] = []
    let rest = chunk
    while (rest.length > 0) {
      if (left > 0) {
        const part = Buffer.from(rest.subarray(0, left))
        for (let index = 0; index < part.length; index += 1)
          part[index] = (part[index] ?? 0) ^ (mask?.[(at + index) % 4] ?? 0)
        payload.push(part)
        at += part.length
        left -= part.length
        rest = rest.subarray(part.length)
        continue
      }
      const taken = Math.min(rest.length, MAX_HEADER)
      header = Buffer.concat([header, rest.subarray(0, taken)])
      const parsed = parseHeader(header)
      if (parsed === null) {
        rest = rest.subarray(taken)
        continue
      }
      // What was taken beyond the header is payload.
      rest = rest.subarray(Math.max(0, taken - (header.length - parsed.size)))
      ;({ mask } = parsed)
      left = parsed.length
      at = 0
      header = Buffer.alloc(0)
    }
    return Buffer.concat(payload)
  }
}

function parseHeader(bytes: Buffer): { size: number; length: number; mask: Buffer | null } | null {
  if (bytes.length < 2) return null
  const isMasked = ((bytes[1] ?? 0) & 0x80) !== 0
  const short = (bytes[1] ?? 0) & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const size = 2 + extended + (isMasked ? 4 : 0)
  if (bytes.length < size) return null
  const length =
    extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return { size, length, mask: isMasked ? bytes.subarray(size - 4, size) : null }
}
