import { u32 } from '../bytes.ts'
import { DecodeError } from '../error.ts'
import { PcapReader } from './pcap-reader.ts'
import { PcapngReader } from './pcapng-reader.ts'
import type { OnPacket, RecordReader } from './record-reader.ts'

export type OnLinkType = (linkType: number) => void

/** Tells pcap from pcapng by the first four bytes, and lets that reader do the rest. */
export class FormatReader implements RecordReader {
  readonly #onPacket: OnPacket
  readonly #onLinkType: OnLinkType
  #reader: RecordReader | null = null

  constructor(onPacket: OnPacket, onLinkType: OnLinkType) {
    this.#onPacket = onPacket
    this.#onLinkType = onLinkType
  }

  get wanted(): number {
    return this.#reader === null ? 4 : this.#reader.wanted
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#reader === null) {
      if (end - start < 4) return start
      this.#reader = this.#choose(u32(bytes, start))
    }
    return this.#reader.read(bytes, start, end)
  }

  #choose(magic: number): RecordReader {
    switch (magic) {
      case 0xa1b2c3d4:
        return new PcapReader({ littleEndian: false, ticks: 1e6 }, this.#onPacket, this.#onLinkType)
      case 0xd4c3b2a1:
        return new PcapReader({ littleEndian: true, ticks: 1e6 }, this.#onPacket, this.#onLinkType)
      case 0xa1b23c4d:
        return new PcapReader({ littleEndian: false, ticks: 1e9 }, this.#onPacket, this.#onLinkType)
      case 0x4d3cb2a1:
        return new PcapReader({ littleEndian: true, ticks: 1e9 }, this.#onPacket, this.#onLinkType)
      case 0x0a0d0d0a:
        return new PcapngReader(this.#onPacket, this.#onLinkType)
      default:
        throw new DecodeError('magic-unknown')
    }
  }
}
