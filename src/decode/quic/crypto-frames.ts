import { u8 } from '../bytes.ts'
import type { CryptoStream } from './crypto-stream.ts'
import { Cursor } from './varint.ts'

const PADDING = 0
const PING = 1
const ACK = 2
const ACK_ECN = 3
const CRYPTO = 6
/** Ranges of an ACK; more do not stand in a client's first packets. */
const MAX_RANGES = 256

/** Puts the CRYPTO frames (RFC 9000 §19.6) of an Initial packet into the stream; stops at what does not belong there. */
export function readCryptoFrames(frames: Uint8Array, stream: CryptoStream): void {
  const cursor = new Cursor(frames, 0, frames.length)
  // Each turn reads a byte at least.
  while (cursor.ok && cursor.at < cursor.end) {
    const type = u8(frames, cursor.at++)
    if (type === PADDING || type === PING) continue
    if (type === CRYPTO) readCrypto(cursor, stream)
    else if (type === ACK || type === ACK_ECN) skipAck(cursor, type)
    else return
  }
}

function readCrypto(cursor: Cursor, stream: CryptoStream): void {
  const offset = cursor.varint()
  const length = cursor.varint()
  const at = cursor.skip(length)
  if (cursor.ok) stream.add(offset, cursor.bytes, at, at + length)
}

/** RFC 9000 §19.3. */
function skipAck(cursor: Cursor, type: number): void {
  cursor.varint()
  cursor.varint()
  const ranges = cursor.varint()
  if (ranges > MAX_RANGES) cursor.ok = false
  const numbers = 1 + 2 * ranges + (type === ACK_ECN ? 3 : 0)
  for (let index = 0; index < numbers && cursor.ok; index++) cursor.varint()
}
