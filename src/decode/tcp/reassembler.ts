import type { MalformedCode } from '../error.ts'
import type { Budget } from './budget.ts'

/** Segments of one direction that wait for those before them. A DNS query in one-byte segments has about 60. */
const MAX_WAITING_SEGMENTS = 1024
/** A DNS message over TCP is 64 KiB at most, and so is a window without scaling. */
const MAX_WAITING_BYTES = 128 * 1024
/** What a waiting segment costs besides its bytes. */
const OVERHEAD = 64

interface Segment {
  readonly sequence: number
  readonly bytes: Uint8Array
}

export type Deliver = (bytes: Uint8Array, start: number, end: number) => void

/** One direction of a connection: segments in, bytes in order out. Of bytes sent twice the first ones count. */
export class Reassembler {
  readonly #budget: Budget
  #next: number | null = null
  #waiting: Segment[] = []
  #waitingBytes = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** The sequence number of the first byte, as the SYN tells it. */
  begin(sequence: number): void {
    this.#next ??= sequence >>> 0
  }

  get hasGap(): boolean {
    return this.#waiting.length > 0
  }

  /** Everything before this sequence number was delivered. */
  isAt(sequence: number): boolean {
    return this.#next === sequence
  }

  push(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    deliver: Deliver,
  ): MalformedCode | null {
    this.#next ??= sequence
    const ahead = (sequence - this.#next) | 0
    if (ahead > 0) return this.#wait(sequence, bytes, start, end)
    const from = start - ahead
    if (from >= end) return null
    this.#next = (this.#next + end - from) >>> 0
    deliver(bytes, from, end)
    return this.#waiting.length === 0 ? null : this.#release(deliver)
  }

  clear(): void {
    this.#budget.used -= this.#waitingBytes + this.#waiting.length * OVERHEAD
    this.#waiting = []
    this.#waitingBytes = 0
  }

  /** Sorted by sequence number; parts that are there already are cut off. */
  #wait(sequence: number, bytes: Uint8Array, start: number, end: number): MalformedCode | null {
    const waiting = this.#waiting
    if (waiting.length >= MAX_WAITING_SEGMENTS || this.#waitingBytes + end - start > MAX_WAITING_BYTES) {
      return 'tcp-reassembly-limit'
    }
    let index = waiting.length
    while (index > 0 && distance((waiting[index - 1] as Segment).sequence, sequence) < 0) index--
    const code =
      differs(waiting[index - 1], sequence, bytes, start, end) ??
      differs(waiting[index], sequence, bytes, start, end)
    waiting.splice(index, 0, { sequence, bytes: bytes.slice(start, end) })
    this.#waitingBytes += end - start
    this.#budget.used += end - start + OVERHEAD
    return code
  }

  /** Delivers what no longer has a gap before it. */
  #release(deliver: Deliver): MalformedCode | null {
    while (this.#waiting.length > 0) {
      const { sequence, bytes } = this.#waiting[0] as Segment
      const ahead = distance(this.#next ?? sequence, sequence)
      if (ahead > 0) break
      this.#waiting.shift()
      this.#waitingBytes -= bytes.length
      this.#budget.used -= bytes.length + OVERHEAD
      if (-ahead >= bytes.length) continue
      this.#next = (sequence + bytes.length) >>> 0
      deliver(bytes, -ahead, bytes.length)
    }
    return null
  }
}

/** From one sequence number to another, around the end of the 32 bits. */
function distance(from: number, to: number): number {
  return (to - from) | 0
}

/** Two segments that say different things of the same bytes: what the receiver read is anybody's guess. */
function differs(
  other: Segment | undefined,
  sequence: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): MalformedCode | null {
  if (other === undefined) return null
  const shift = distance(other.sequence, sequence)
  const from = Math.max(0, shift)
  const to = Math.min(other.bytes.length, shift + end - start)
  for (let at = from; at < to; at++) {
    if (other.bytes[at] !== bytes[start + at - shift]) return 'tcp-overlap'
  }
  return null
}
