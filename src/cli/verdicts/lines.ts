import { createHash } from 'node:crypto'
import { LINE_MAX, VerdictLineError } from '../../history/verdict-file.ts'
import { readChunks } from '../../shared/read-chunks.ts'

const NEWLINE = 0x0a

/** Lines of a file, and the hash of all of it when they have been read. */
export class HashedLines {
  readonly #file: string
  #hash = createHash('sha256')

  constructor(file: string) {
    this.#file = file
  }

  /** In hex. Once, after the last line. */
  sha256(): string {
    return this.#hash.digest('hex')
  }

  /** A line that never ends, one that is no UTF-8 and a file that was cut off are errors. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    this.#hash = createHash('sha256')
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of readChunks(this.#file)) {
      this.#hash.update(chunk)
      // The chunk's memory is used again: `concat` copies.
      rest = Buffer.concat([rest, chunk])
      let from = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        if (end - from > LINE_MAX) throw new VerdictLineError('is too long')
        yield textOf(rest.subarray(from, end))
        from = end + 1
      }
      rest = rest.subarray(from)
      if (rest.length > LINE_MAX) throw new VerdictLineError('is too long')
    }
    if (rest.length > 0) throw new VerdictLineError('has no end: the file was cut off')
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new VerdictLineError('is no UTF-8', { cause })
  }
}
