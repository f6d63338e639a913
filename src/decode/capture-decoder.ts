import type { CaptureEvent, CaptureSummary } from '../model/index.ts'
import { Emitter } from './emitter.ts'
import { type CaptureProblem, DecodeError } from './error.ts'
import { FormatReader } from './file/format-reader.ts'
import { RecordFeed } from './file/record-feed.ts'
import { linkTypeName } from './link/link-types.ts'
import { PacketDecoder } from './packet-decoder.ts'

export interface CaptureDecoderOptions {
  readonly onEvent: (event: CaptureEvent) => void
  /** Read the records of DNS answers (default); without, answers come with their questions alone, which is faster. */
  readonly answers?: boolean
  /** So many bytes of datagrams and of packets of other protocols are told whole (0); beyond them, their beginnings. */
  readonly wholeBytes?: number
}

/**
 * Decodes a capture (pcap or pcapng) from chunks of any size, in constant memory. A chunk may be used again once
 * `write` has returned. What cannot be read becomes a `malformed` event, and, if it keeps the rest from being read,
 * the summary's `problem`; nothing is thrown but what `onEvent` throws.
 */
export class CaptureDecoder {
  readonly #emitter: Emitter
  readonly #packets: PacketDecoder
  readonly #feed: RecordFeed
  readonly #linkTypes = new Set<string>()
  #bytes = 0
  #count = 0
  #firstTime: number | null = null
  #lastTime: number | null = null
  #problem: CaptureProblem | null = null

  constructor({ onEvent, answers = true, wholeBytes = 0 }: CaptureDecoderOptions) {
    this.#emitter = new Emitter(onEvent, wholeBytes)
    this.#packets = new PacketDecoder(this.#emitter, answers)
    this.#feed = new RecordFeed(
      new FormatReader(this.#onPacket, (type) => this.#linkTypes.add(linkTypeName(type))),
    )
  }

  write(chunk: Uint8Array): void {
    if (this.#problem !== null) return
    this.#bytes += chunk.length
    try {
      // Always the same class, whatever the caller has: V8 is several times faster then.
      this.#feed.write(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#fail(error.code)
    }
  }

  end(): CaptureSummary {
    this.#packets.finish(this.#lastTime ?? 0)
    const missing = this.#problem === null ? this.#missing() : null
    if (missing !== null) this.#fail(missing)
    return {
      packets: this.#count,
      bytes: this.#bytes,
      linkTypes: [...this.#linkTypes],
      complete: this.#problem === null,
      problem: this.#problem,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
    }
  }

  readonly #onPacket = (
    linkType: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    time: number,
  ): void => {
    this.#count++
    this.#firstTime ??= time
    this.#lastTime = time
    this.#packets.frame(linkType, bytes, start, end, time)
  }

  /** A capture without a packet proves nothing: whoever captures sends a packet to show that it works. */
  #missing(): CaptureProblem | null {
    if (this.#bytes === 0) return 'empty-file'
    if (this.#linkTypes.size === 0 && this.#feed.pending > 0) return 'header-truncated'
    if (this.#feed.pending > 0) return 'record-truncated'
    return this.#count === 0 ? 'no-packets' : null
  }

  #fail(code: CaptureProblem): void {
    this.#problem = code
    this.#emitter.malformed(code, this.#lastTime ?? 0, null, null)
  }
}

/** A whole capture at once, for captures known to be small: all its events are kept. */
export function decodeCapture(bytes: Uint8Array): { events: CaptureEvent[]; summary: CaptureSummary } {
  const events: CaptureEvent[] = []
  const decoder = new CaptureDecoder({ onEvent: (event) => events.push(event) })
  decoder.write(bytes)
  return { events, summary: decoder.end() }
}
