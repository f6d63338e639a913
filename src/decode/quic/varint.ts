import { u8 } from '../bytes.ts'

/** Where numbers are read from, one after the other. `ok` is false once something was missing. */
export class Cursor {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
  ok = true

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte(): number {
    if (this.at >= this.end) return this.#missing()
    return u8(this.bytes, this.at++)
  }

  /** RFC 9000 §16: 1, 2, 4 or 8 bytes. Beyond 2^53 it is not exact, which no length that fits ever is. */
  varint(): number {
    if (this.at >= this.end) return this.#missing()
    const first = u8(this.bytes, this.at)
    const length = 1 << (first >> 6)
    if (this.at + length > this.end) return this.#missing()
    let value = first & 0x3f
    for (let index = 1; index < length; index++) value = value * 256 + u8(this.bytes, this.at + index)
    this.at += length
    return value
  }

  /** `length` bytes, from where they begin. */
  skip(length: number): number {
    if (length > this.end - this.at) return this.#missing()
    this.at += length
    return this.at - length
  }

  #missing(): 0 {
    this.ok = false
    this.at = this.end
    return 0
  }
}
