import { u8, u16, u16le, u32, u32le } from '../bytes.ts'
import { DecodeError } from '../error.ts'

export interface PcapngInterface {
  readonly linkType: number
  /** 0: no limit. */
  readonly snapshotLength: number
  /** Parts of a second that the timestamps count. */
  readonly ticks: number
  /** Seconds to add to the timestamps. */
  readonly offset: number
}

const END_OF_OPTIONS = 0
const TIMESTAMP_RESOLUTION = 9
const TIMESTAMP_OFFSET = 14

/** An Interface Description Block: link type, snapshot length, then options. */
export function readInterface(
  bytes: Uint8Array,
  start: number,
  end: number,
  littleEndian: boolean,
): PcapngInterface {
  if (end - start < 8) throw new DecodeError('block-malformed')
  const half = littleEndian ? u16le : u16
  const word = littleEndian ? u32le : u32
  let ticks = 1e6
  let offset = 0
  // Each turn moves on by 4 bytes at least.
  for (let at = start + 8; at + 4 <= end; ) {
    const code = half(bytes, at)
    const length = half(bytes, at + 2)
    const value = at + 4
    if (code === END_OF_OPTIONS) break
    if (value + length > end) throw new DecodeError('block-malformed')
    if (code === TIMESTAMP_RESOLUTION && length >= 1) ticks = ticksOf(u8(bytes, value))
    if (code === TIMESTAMP_OFFSET && length >= 8) offset = signed64(word, bytes, value, littleEndian)
    at = value + length + ((4 - (length % 4)) % 4)
  }
  return { linkType: half(bytes, start), snapshotLength: word(bytes, start + 4), ticks, offset }
}

/** The highest bit says whether the rest is a power of 2 or of 10. */
function ticksOf(resolution: number): number {
  return resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution
}

function signed64(
  word: (bytes: Uint8Array, at: number) => number,
  bytes: Uint8Array,
  at: number,
  littleEndian: boolean,
): number {
  const high = word(bytes, littleEndian ? at + 4 : at) | 0
  return high * 0x1_0000_0000 + word(bytes, littleEndian ? at : at + 4)
}
