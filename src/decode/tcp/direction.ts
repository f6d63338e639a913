import type { Endpoint } from '../../model/index.ts'
import { ClientBytes } from './client-bytes.ts'
import { DnsFrames } from './dns-frames.ts'
import { Reassembler } from './reassembler.ts'
import type { TcpTools } from './tools.ts'

const DNS_PORT = 53

/** One way of a connection: puts the segments in order for as long as anybody wants to know what they say. */
export class Direction {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly #tools: TcpTools
  readonly #reassembler: Reassembler
  readonly #dns: DnsFrames
  readonly #client: ClientBytes | null
  #time = 0
  #done = false
  #finished: number | null = null

  constructor(tools: TcpTools, source: Endpoint, destination: Endpoint, fromClient: boolean) {
    this.#tools = tools
    this.source = source
    this.destination = destination
    this.#reassembler = new Reassembler(tools.budget)
    const expected = (fromClient ? destination : source).port === DNS_PORT
    this.#dns = new DnsFrames(tools, source, destination, expected)
    this.#client = fromClient ? new ClientBytes(tools, source, destination, this.#dns) : null
  }

  /** Bytes are kept that say nothing yet. */
  get isWaiting(): boolean {
    return !this.#done && (this.#dns.isWaiting || this.#reassembler.hasGap)
  }

  begin(sequence: number): void {
    this.#reassembler.begin(sequence)
  }

  push(sequence: number, bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.#done || start === end) return
    this.#time = time
    const code = this.#reassembler.push(sequence, bytes, start, end, this.#deliver)
    if (code !== null) this.#tools.emitter.malformed(code, time, this.source, this.destination)
    if (code === 'tcp-reassembly-limit') {
      this.finish(time)
      return
    }
    if (this.#isSettled()) this.#end()
    else if (this.#finished !== null && this.#reassembler.isAt(this.#finished)) this.finish(time)
  }

  /** Nothing comes behind this sequence number. */
  endsAt(sequence: number, time: number): void {
    this.#finished = sequence
    if (this.#reassembler.isAt(sequence)) this.finish(time)
  }

  /** Nothing comes any more: tell what there is. */
  finish(time: number): void {
    if (this.#done) return
    if (this.#reassembler.hasGap)
      this.#tools.emitter.malformed('tcp-gap', time, this.source, this.destination)
    this.#dns.finish(time)
    this.#client?.finish()
    this.#end()
  }

  readonly #deliver = (bytes: Uint8Array, start: number, end: number): void => {
    this.#dns.push(bytes, start, end, this.#time)
    this.#client?.push(bytes, start, end, this.#time)
  }

  #isSettled(): boolean {
    return this.#dns.status === 'no' && (this.#client === null || this.#client.done)
  }

  #end(): void {
    this.#done = true
    this.#reassembler.clear()
  }
}
