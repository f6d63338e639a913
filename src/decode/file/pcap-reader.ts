import { u16, u16le, u32, u32le } from '../bytes.ts'
import { DecodeError } from '../error.ts'
import { LINK_TYPES, withoutFcsBits } from '../link/link-types.ts'
import { MAX_PACKET_LENGTH, type OnPacket, type RecordReader } from './record-reader.ts'

const FILE_HEADER = 24
const RECORD_HEADER = 16

interface PcapFormat {
  readonly littleEndian: boolean
  /** Parts of a second that the timestamps count. */
  readonly ticks: number
}

/** libpcap's classic file format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html */
export class PcapReader implements RecordReader {
  wanted = FILE_HEADER
  readonly #format: PcapFormat
  readonly #onPacket: OnPacket
  readonly #onLinkType: (linkType: number) => void
  #linkType = -1
  #maxLength = MAX_PACKET_LENGTH

  constructor(format: PcapFormat, onPacket: OnPacket, onLinkType: (linkType: number) => void) {
    this.#format = format
    this.#onPacket = onPacket
    this.#onLinkType = onLinkType
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    if (this.#linkType === -1) {
      if (end - at < FILE_HEADER) return at
      this.#header(bytes, at)
      at += FILE_HEADER
    }
    return this.#records(bytes, at, end)
  }

  #records(bytes: Uint8Array, start: number, end: number): number {
    const word = this.#format.littleEndian ? u32le : u32
    const { ticks } = this.#format
    let at = start
    this.wanted = RECORD_HEADER
    while (end - at >= RECORD_HEADER) {
      const length = word(bytes, at + 8)
      if (length > this.#maxLength) throw new DecodeError('record-too-long')
      const next = at + RECORD_HEADER + length
      if (next > end) {
        this.wanted = RECORD_HEADER + length
        return at
      }
      const time = word(bytes, at) + word(bytes, at + 4) / ticks
      this.#onPacket(this.#linkType, bytes, at + RECORD_HEADER, next, time)
      at = next
    }
    return at
  }

  #header(bytes: Uint8Array, at: number): void {
    const { littleEndian } = this.#format
    const half = littleEndian ? u16le : u16
    const word = littleEndian ? u32le : u32
    if (half(bytes, at + 4) !== 2 || half(bytes, at + 6) !== 4) throw new DecodeError('version-unsupported')
    const snapshotLength = word(bytes, at + 16)
    // 0 and values beyond all sense are written by some tools and mean "no limit".
    if (snapshotLength > 0 && snapshotLength < MAX_PACKET_LENGTH) this.#maxLength = snapshotLength
    this.#linkType = withoutFcsBits(word(bytes, at + 20))
    this.#onLinkType(this.#linkType)
    if (!LINK_TYPES.has(this.#linkType)) throw new DecodeError('link-type-unsupported')
  }
}
