import {
  type ClientHello,
  HANDSHAKE_HEADER,
  helloLength,
  readClientHello,
} from '../first-bytes/client-hello.ts'

/** As much of a stream is looked at over TCP. A ClientHello with post-quantum keys has about 2 KiB. */
const MAX_BYTES = 16 * 1024
const FIRST_CAPACITY = 2048

/** The bytes of a client's CRYPTO frames, which come in any order: browsers mix them on purpose. */
export class CryptoStream {
  #bytes = new Uint8Array(FIRST_CAPACITY)
  #has = new Uint8Array(FIRST_CAPACITY)
  #length = 0

  /** Of bytes sent twice the first ones count, as in TCP. */
  add(offset: number, from: Uint8Array, start: number, end: number): void {
    const last = offset + end - start
    if (last > MAX_BYTES) return
    if (last > this.#bytes.length) this.#grow(last)
    for (let index = 0; index < end - start; index++) {
      if (this.#has[offset + index] === 1) continue
      this.#bytes[offset + index] = from[start + index] as number
      this.#has[offset + index] = 1
    }
    while (this.#length < this.#has.length && this.#has[this.#length] === 1) this.#length++
  }

  /** Null until all of it is there. */
  hello(): ClientHello | null {
    if (this.#length < HANDSHAKE_HEADER) return null
    const length = helloLength(this.#bytes, 0)
    return length === 0 || length > this.#length ? null : readClientHello(this.#bytes, length)
  }

  #grow(length: number): void {
    const capacity = Math.min(MAX_BYTES, Math.max(length, this.#bytes.length * 2))
    this.#bytes = enlarged(this.#bytes, capacity)
    this.#has = enlarged(this.#has, capacity)
  }
}

function enlarged(bytes: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity)
  larger.set(bytes)
  return larger
}
