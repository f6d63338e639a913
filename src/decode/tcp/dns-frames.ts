import type { Endpoint } from '../../model/index.ts'
import { u16 } from '../bytes.ts'
import { HEADER, isPlausibleHeader } from '../dns/shape.ts'
import { KeptBytes } from './kept-bytes.ts'
import type { TcpTools } from './tools.ts'

/** A header and the shortest question: the root, type and class. */
const SMALLEST_MESSAGE = HEADER + 5
/** A frame's own length field. */
const PREFIX = 2

/** DNS in one direction of a TCP stream (RFC 1035 §4.2.2): each message behind its length in two bytes. */
export class DnsFrames {
  /** `no`: the first message was none; nothing more is looked at. */
  status: 'undecided' | 'yes' | 'no' = 'undecided'
  readonly #tools: TcpTools
  readonly #expected: boolean
  readonly #source: Endpoint
  readonly #destination: Endpoint
  readonly #kept: KeptBytes

  constructor(tools: TcpTools, source: Endpoint, destination: Endpoint, expected: boolean) {
    this.#tools = tools
    this.#kept = new KeptBytes(tools.budget)
    this.#source = source
    this.#destination = destination
    this.#expected = expected
  }

  /** Part of a message is there. */
  get isWaiting(): boolean {
    return this.#kept.length > 0
  }

  push(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.status === 'no' || start === end) return
    if (this.#kept.length === 0) {
      this.#keepRest(bytes, this.#frames(bytes, start, end, time), end)
      return
    }
    this.#kept.append(bytes, start, end)
    const { bytes: kept, length } = this.#kept
    const next = this.#frames(kept, 0, length, time)
    if (next === 0) return
    this.#kept.clear()
    this.#keepRest(kept, next, length)
  }

  /** The stream is over: what is there of an unfinished message is better than nothing. */
  finish(time: number): void {
    const { bytes, length } = this.#kept
    if (this.status !== 'no' && length > PREFIX) this.#message(bytes, PREFIX, length, time)
    this.clear()
  }

  clear(): void {
    this.#kept.clear()
    this.status = this.status === 'yes' ? 'yes' : 'no'
  }

  /** Reads whole frames; returns where the first incomplete one begins. */
  #frames(bytes: Uint8Array, start: number, end: number, time: number): number {
    let at = start
    while (end - at >= PREFIX && this.status !== 'no') {
      const length = u16(bytes, at)
      if (!this.#mayBe(bytes, at, end, length)) return this.#reject(end)
      const next = at + PREFIX + length
      if (next > end) return at
      if (length > 0) this.#message(bytes, at + PREFIX, next, time)
      at = next
    }
    return at
  }

  /** Before a first message is waited for, its beginning must look like one. */
  #mayBe(bytes: Uint8Array, at: number, end: number, length: number): boolean {
    if (this.#expected || this.status === 'yes') return true
    if (length < SMALLEST_MESSAGE) return false
    return end - at < PREFIX + HEADER || isPlausibleHeader(bytes, at + PREFIX)
  }

  #reject(end: number): number {
    this.status = 'no'
    return end
  }

  #message(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.#tools.dns.recognise(bytes, start, end, this.#expected)) {
      this.status = 'yes'
      this.#tools.dns.emit('tcp', time, this.#source, this.#destination)
      return
    }
    if (this.#expected || this.status === 'yes') {
      this.#tools.emitter.malformed('dns-malformed', time, this.#source, this.#destination)
    } else this.status = 'no'
  }

  #keepRest(bytes: Uint8Array, start: number, end: number): void {
    if (this.status === 'no') this.#kept.clear()
    else if (start < end) this.#kept.append(bytes, start, end)
  }
}
