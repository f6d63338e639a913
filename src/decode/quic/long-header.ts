import { u8, u32 } from '../bytes.ts'
import { Cursor } from './varint.ts'
import { type QuicVersion, quicVersion } from './versions.ts'

/** RFC 9000 §17.2. */
const MAX_CONNECTION_ID = 20

export interface LongHeader {
  readonly version: QuicVersion
  readonly isInitial: boolean
  readonly connectionId: Uint8Array
  readonly start: number
  /** Where the packet number stands, still protected. */
  readonly numberAt: number
  /** Where the next packet of the datagram begins. */
  readonly end: number
}

/** A long header (RFC 9000 §17.2) of version 1, 2 (RFC 9369) or a draft. */
export function looksLikeLongHeader(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 7 || (u8(bytes, start) & 0x80) === 0) return false
  const version = u32(bytes, start + 1)
  if (u8(bytes, start + 5) > MAX_CONNECTION_ID) return false
  return version === 1 || version === 0x6b3343cf || version >>> 8 === 0xff0000
}

/** Null for what has no length of its own (Retry, version negotiation) or is not whole. */
export function readLongHeader(bytes: Uint8Array, start: number, end: number): LongHeader | null {
  const version = end - start < 7 ? null : quicVersion(u32(bytes, start + 1))
  const first = u8(bytes, start)
  if (version === null || (first & 0xc0) !== 0xc0) return null
  const type = (((first >> 4) & 3) - version.initial + 4) & 3
  if (type === RETRY) return null
  const cursor = new Cursor(bytes, start + 5, end)
  const length = cursor.byte()
  const connectionId = cursor.skip(length)
  cursor.skip(cursor.byte())
  if (type === INITIAL) cursor.skip(cursor.varint())
  const rest = cursor.varint()
  const numberAt = cursor.skip(rest)
  if (!cursor.ok || length > MAX_CONNECTION_ID) return null
  return {
    version,
    isInitial: type === INITIAL,
    connectionId: bytes.slice(connectionId, connectionId + length),
    start,
    numberAt,
    end: cursor.at,
  }
}

/** Counted from the version's own number of an Initial. */
const INITIAL = 0
const RETRY = 3
