import type { DnsQuestion } from '../../model/index.ts'
import { u8 } from '../bytes.ts'

/** Slots of a direct-mapped cache: a newcomer takes the place of whatever is there, so memory is fixed. */
const SLOTS = 1024
/** A name of 255 bytes, its type and class. */
const SLOT_BYTES = 255 + 4

/**
 * Question sections of one uncompressed question by their bytes. An answer repeats its question, and an installer
 * asks the same few names again and again: text is made once.
 */
export class QuestionCache {
  readonly #bytes = new Uint8Array(SLOTS * SLOT_BYTES)
  readonly #lengths = new Uint16Array(SLOTS)
  readonly #questions: (readonly DnsQuestion[] | undefined)[] = new Array<undefined>(SLOTS).fill(undefined)
  #slot = 0
  #start = 0
  /** Length of the question's bytes after `find`; 0 if it is not of the kind that is kept here. */
  length = 0

  /** The known question at `at`, if it is one. */
  find(bytes: Uint8Array, at: number, end: number): readonly DnsQuestion[] | undefined {
    this.#start = at
    this.length = lengthOf(bytes, at, end)
    if (this.length === 0) return undefined
    let hash = 0x811c9dc5
    for (let index = at; index < at + this.length; index++) {
      hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193)
    }
    this.#slot = (hash ^ (hash >>> 16)) & (SLOTS - 1)
    return this.#same(bytes, at) ? this.#questions[this.#slot] : undefined
  }

  /** Keeps what was read for the bytes of the last `find`. */
  keep(bytes: Uint8Array, questions: readonly DnsQuestion[]): void {
    if (this.length === 0) return
    const base = this.#slot * SLOT_BYTES
    for (let index = 0; index < this.length; index++) {
      this.#bytes[base + index] = bytes[this.#start + index] as number
    }
    this.#lengths[this.#slot] = this.length
    this.#questions[this.#slot] = questions
  }

  #same(bytes: Uint8Array, at: number): boolean {
    if (this.#lengths[this.#slot] !== this.length) return false
    const kept = this.#bytes
    const base = this.#slot * SLOT_BYTES
    for (let index = 0; index < this.length; index++) {
      if (kept[base + index] !== bytes[at + index]) return false
    }
    return true
  }
}

/** Length of an uncompressed name with type and class; 0 if it is not one. At most 127 labels. */
function lengthOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && at - start < 255) {
    const length = u8(bytes, at)
    if (length === 0) return at + 5 <= end ? at + 5 - start : 0
    if (length > 63) return 0
    at += length + 1
  }
  return 0
}
