import { u16, u16le, u32, u32le } from '../bytes.ts'
import { DecodeError } from '../error.ts'
import { LINK_TYPES } from '../link/link-types.ts'
import { type PcapngInterface, readInterface } from './pcapng-interface.ts'
import { MAX_PACKET_LENGTH, type OnPacket, type RecordReader } from './record-reader.ts'

const BLOCK_HEADER = 8
const SHORTEST_BLOCK = 12
/** Wireshark's own limit. A block is kept whole only as far as its bytes have come. */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024
/** Interfaces of one section; real machines have dozens. */
const MAX_INTERFACES = 4096

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6

/** https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html */
export class PcapngReader implements RecordReader {
  wanted = SHORTEST_BLOCK
  readonly #onPacket: OnPacket
  readonly #onLinkType: (linkType: number) => void
  #littleEndian = false
  #interfaces: PcapngInterface[] = []
  /** Simple packets have no time: they get that of the packet before. */
  #time = 0

  constructor(onPacket: OnPacket, onLinkType: (linkType: number) => void) {
    this.#onPacket = onPacket
    this.#onLinkType = onLinkType
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    this.wanted = SHORTEST_BLOCK
    while (end - at >= SHORTEST_BLOCK) {
      if (u32(bytes, at) === SECTION_HEADER) this.#beginSection(bytes, at)
      const length = this.#word(bytes, at + 4)
      if (length < SHORTEST_BLOCK || length % 4 !== 0) throw new DecodeError('block-length')
      if (length > MAX_BLOCK_LENGTH) throw new DecodeError('record-too-long')
      if (at + length > end) {
        this.wanted = length
        return at
      }
      if (this.#word(bytes, at + length - 4) !== length) throw new DecodeError('block-length')
      this.#block(bytes, at + BLOCK_HEADER, at + length - 4, this.#word(bytes, at))
      at += length
    }
    return at
  }

  /** Each section has its own byte order and its own interfaces. */
  #beginSection(bytes: Uint8Array, at: number): void {
    const magic = u32(bytes, at + 8)
    if (magic !== 0x1a2b3c4d && magic !== 0x4d3c2b1a) throw new DecodeError('magic-unknown')
    this.#littleEndian = magic === 0x4d3c2b1a
  }

  #block(bytes: Uint8Array, start: number, end: number, type: number): void {
    switch (type) {
      case SECTION_HEADER:
        this.#section(bytes, start, end)
        break
      case INTERFACE_DESCRIPTION:
        this.#interface(bytes, start, end)
        break
      case ENHANCED_PACKET:
        this.#enhanced(bytes, start, end)
        break
      case OBSOLETE_PACKET:
        this.#obsolete(bytes, start, end)
        break
      case SIMPLE_PACKET:
        this.#simple(bytes, start, end)
        break
    }
  }

  #section(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 16) throw new DecodeError('block-malformed')
    if (this.#half(bytes, start + 4) !== 1) throw new DecodeError('version-unsupported')
    this.#interfaces = []
  }

  #interface(bytes: Uint8Array, start: number, end: number): void {
    if (this.#interfaces.length >= MAX_INTERFACES) throw new DecodeError('interfaces-too-many')
    const made = readInterface(bytes, start, end, this.#littleEndian)
    this.#interfaces.push(made)
    this.#onLinkType(made.linkType)
  }

  #enhanced(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 20) throw new DecodeError('block-malformed')
    this.#packet(bytes, start, end, this.#word(bytes, start))
  }

  #obsolete(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 20) throw new DecodeError('block-malformed')
    this.#packet(bytes, start, end, this.#half(bytes, start))
  }

  #packet(bytes: Uint8Array, start: number, end: number, interfaceId: number): void {
    const from = this.#interfaceAt(interfaceId)
    const high = this.#word(bytes, start + 4)
    const low = this.#word(bytes, start + 8)
    const length = this.#word(bytes, start + 12)
    this.#time = (high * 0x1_0000_0000 + low) / from.ticks + from.offset
    this.#hand(from, bytes, start + 20, end, length)
  }

  #simple(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 4) throw new DecodeError('block-malformed')
    const from = this.#interfaceAt(0)
    const original = this.#word(bytes, start)
    const length = from.snapshotLength === 0 ? original : Math.min(original, from.snapshotLength)
    this.#hand(from, bytes, start + 4, end, length)
  }

  #hand(from: PcapngInterface, bytes: Uint8Array, start: number, end: number, length: number): void {
    if (length > MAX_PACKET_LENGTH) throw new DecodeError('record-too-long')
    if (start + length > end) throw new DecodeError('block-malformed')
    if (!LINK_TYPES.has(from.linkType)) throw new DecodeError('link-type-unsupported')
    this.#onPacket(from.linkType, bytes, start, start + length, this.#time)
  }

  #interfaceAt(id: number): PcapngInterface {
    const found = this.#interfaces[id]
    if (found === undefined) throw new DecodeError('interface-unknown')
    return found
  }

  #half(bytes: Uint8Array, at: number): number {
    return this.#littleEndian ? u16le(bytes, at) : u16(bytes, at)
  }

  #word(bytes: Uint8Array, at: number): number {
    return this.#littleEndian ? u32le(bytes, at) : u32(bytes, at)
  }
}
