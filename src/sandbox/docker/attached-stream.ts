import { Duplex } from 'node:stream'

/** One frame of the attached output: stream (1 stdout, 2 stderr), three zero bytes, length. */
const FRAME_HEADER = 8
const STDERR = 2

/**
 * A container's standard input and output as one byte stream. Without a terminal the daemon mixes standard output and
 * error into frames (Docker Engine API, ContainerAttach, "Stream format"); what goes in goes as it is. A frame is
 * passed on as it comes, however long it says it is, so that nothing is gathered.
 */
export class AttachedStream extends Duplex {
  readonly #socket: Duplex
  readonly #onStderr: (chunk: Buffer) => void
  #header = Buffer.alloc(0)
  #stream = 0
  #left = 0

  constructor(socket: Duplex, onStderr: (chunk: Buffer) => void) {
    super()
    this.#socket = socket
    this.#onStderr = onStderr
    socket.on('data', (chunk: Buffer) => {
      if (!this.#take(chunk)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    // What has come is read to its end by whoever reads slowly; a socket that broke off has no end.
    socket.on('close', () => {
      if (socket.readableEnded && !this.readableEnded) this.once('end', () => this.destroy())
      else this.destroy()
    })
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  /** False when whoever reads is full. */
  #take(chunk: Buffer): boolean {
    let room = true
    let at = 0
    while (at < chunk.length) {
      if (this.#left === 0) {
        const taken = chunk.subarray(at, at + FRAME_HEADER - this.#header.length)
        this.#header = Buffer.concat([this.#header, taken])
        at += taken.length
        if (this.#header.length < FRAME_HEADER) break
        this.#stream = this.#header[0] ?? 0
        this.#left = this.#header.readUInt32BE(4)
        this.#header = Buffer.alloc(0)
        continue
      }
      const part = chunk.subarray(at, at + this.#left)
      at += part.length
      this.#left -= part.length
      if (this.#stream === STDERR) this.#onStderr(part)
      else room = this.push(part) && room
    }
    return room
  }
}
