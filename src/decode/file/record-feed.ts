import type { RecordReader } from './record-reader.ts'

const FIRST_CAPACITY = 4096

/**
 * Hands the chunks of a file to a reader, and keeps what is left of a record that goes on in the next chunk: that
 * one record is all that is ever kept, and it grows with the bytes that came, not with the length they claim.
 */
export class RecordFeed {
  readonly #reader: RecordReader
  #kept = new Uint8Array(FIRST_CAPACITY)
  #keptLength = 0

  constructor(reader: RecordReader) {
    this.#reader = reader
  }

  /** Bytes that are kept. */
  get pending(): number {
    return this.#keptLength
  }

  write(chunk: Uint8Array): void {
    let at = 0
    while (this.#keptLength > 0 && at < chunk.length) at = this.#complete(chunk, at)
    if (at === chunk.length) return
    const next = this.#reader.read(chunk, at, chunk.length)
    this.#keep(chunk, next, chunk.length)
  }

  /** Adds to the kept bytes what their record still wants, never more, so that it is read as one whole. */
  #complete(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#reader.wanted - this.#keptLength)
    this.#keep(chunk, at, end)
    if (this.#keptLength < this.#reader.wanted) return end
    const next = this.#reader.read(this.#kept, 0, this.#keptLength)
    this.#kept.copyWithin(0, next, this.#keptLength)
    this.#keptLength -= next
    return end
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#keptLength + end - start
    if (length > this.#kept.length) {
      const larger = new Uint8Array(Math.max(length, this.#kept.length * 2))
      larger.set(this.#kept.subarray(0, this.#keptLength))
      this.#kept = larger
    }
    this.#kept.set(chunk.subarray(start, end), this.#keptLength)
    this.#keptLength = length
  }
}
