import type { Duplex } from 'node:stream'
import type { SeenMessage } from '../../model/index.ts'

/** Bytes of one connection that are kept. */
const MAX_BYTES = 64 * 1024

/** Reads what a client says in whatever protocol, and tells it once: at the end, or when asked. */
export class MessageCollector {
  readonly #onMessage: (message: SeenMessage) => void
  readonly #open = new Map<Duplex, () => void>()

  constructor(onMessage: (message: SeenMessage) => void) {
    this.#onMessage = onMessage
  }

  /** `first` has been read already. `read` makes of a chunk what was meant: as it is, unless said otherwise. */
  collect(
    stream: Duplex,
    about: Omit<SeenMessage, 'bytes' | 'length'>,
    first: Buffer = Buffer.alloc(0),
    read: (chunk: Buffer) => Buffer = (chunk) => chunk,
  ): void {
    const kept: Buffer[] = []
    let length = 0
    const tell = () => {
      if (!this.#open.delete(stream) || length === 0) return
      this.#onMessage({ ...about, bytes: Buffer.concat(kept), length })
    }
    const take = (chunk: Buffer) => {
      const bytes = read(chunk)
      if (length < MAX_BYTES) kept.push(bytes.subarray(0, MAX_BYTES - length))
      length += bytes.length
    }
    this.#open.set(stream, tell)
    stream.on('data', take)
    stream.once('close', tell)
    if (first.length > 0) take(first)
    stream.resume()
  }

  /** Whoever still talks has said something already. */
  flush(): void {
    for (const tell of [...this.#open.values()]) tell()
  }
}
