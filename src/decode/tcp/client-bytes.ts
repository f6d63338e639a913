import type { Endpoint } from '../../model/index.ts'
import { MAX_FIRST_BYTES } from '../emitter.ts'
import { type Classified, classify, MAX_LOOKED_AT } from '../first-bytes/classify.ts'
import type { DnsFrames } from './dns-frames.ts'
import { KeptBytes } from './kept-bytes.ts'
import type { TcpTools } from './tools.ts'

const NO_MORE: Classified = { protocol: 'dns', host: null, note: null, tls: null, wanted: 0 }

/** What a client says first: one event for each connection, as soon as it is clear what it is. */
export class ClientBytes {
  done = false
  readonly #tools: TcpTools
  readonly #source: Endpoint
  readonly #destination: Endpoint
  readonly #dns: DnsFrames
  readonly #kept: KeptBytes
  #time = 0
  #wanted = 1

  /** `dns` is given the same bytes, and before. */
  constructor(tools: TcpTools, source: Endpoint, destination: Endpoint, dns: DnsFrames) {
    this.#tools = tools
    this.#source = source
    this.#destination = destination
    this.#dns = dns
    this.#kept = new KeptBytes(tools.budget)
  }

  push(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.done || start === end) return
    if (this.#kept.length === 0) {
      this.#time = time
      if (!this.#look(bytes, start, end)) this.#kept.append(bytes, start, end)
      return
    }
    this.#kept.append(bytes, start, Math.min(end, start + MAX_LOOKED_AT - this.#kept.length))
    if (this.#kept.length >= this.#wanted) this.#look(this.#kept.bytes, 0, this.#kept.length)
  }

  finish(): void {
    const { bytes, length } = this.#kept
    if (!this.done && length > 0) this.#tell(classify(bytes, 0, length), bytes, 0, length)
    this.#kept.clear()
    this.done = true
  }

  /** Tells what it is, if that is clear by now. */
  #look(bytes: Uint8Array, start: number, end: number): boolean {
    const classified = classify(bytes, start, end)
    const length = end - start
    this.#wanted = Math.min(Math.max(classified.wanted, length + 1), MAX_LOOKED_AT)
    if (length < MAX_LOOKED_AT && !this.#isClear(classified, length)) return false
    this.#tell(classified, bytes, start, end)
    return true
  }

  #isClear({ protocol, wanted }: Classified, length: number): boolean {
    if (this.#dns.status === 'yes') return true
    if (protocol !== 'unknown') return wanted === 0
    return length >= MAX_FIRST_BYTES && this.#dns.status === 'no'
  }

  #tell(classified: Classified, bytes: Uint8Array, start: number, end: number): void {
    const isDns = this.#dns.status === 'yes'
    const { protocol, host, note, tls } = isDns ? NO_MORE : classified
    this.#tools.emitter.emit({
      kind: 'tcp-data',
      time: this.#time,
      source: this.#source,
      destination: this.#destination,
      protocol,
      host,
      ...(note === null ? {} : { note }),
      ...(tls === null ? {} : { tls }),
      firstBytes: bytes.slice(start, Math.min(end, start + MAX_FIRST_BYTES)),
    })
    this.#kept.clear()
    this.done = true
  }
}
