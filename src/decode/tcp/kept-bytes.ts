import type { Budget } from './budget.ts'

const FIRST_CAPACITY = 256

/** A growing buffer whose size is counted in the budget. */
export class KeptBytes {
  bytes = new Uint8Array(0)
  length = 0
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
  }

  append(from: Uint8Array, start: number, end: number): void {
    const length = this.length + end - start
    if (length > this.bytes.length) this.#grow(length)
    if (end - start === 1) this.bytes[this.length] = from[start] as number
    else this.bytes.set(from.subarray(start, end), this.length)
    this.length = length
  }

  clear(): void {
    this.#budget.used -= this.bytes.length
    this.bytes = new Uint8Array(0)
    this.length = 0
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(length, this.bytes.length * 2, FIRST_CAPACITY))
    larger.set(this.bytes.subarray(0, this.length))
    this.#budget.used += larger.length - this.bytes.length
    this.bytes = larger
  }
}
