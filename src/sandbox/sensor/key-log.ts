/** Each connection has five lines of its own; a package may open any number of connections. */
const MAX_LINES = 50_000

/** Gathers the lines of NSS's key log, so that those of one handshake travel together. */
export class KeyLog {
  readonly #send: (lines: readonly string[]) => void
  #waiting: string[] = []
  #left = MAX_LINES

  constructor(send: (lines: readonly string[]) => void) {
    this.#send = send
  }

  add(line: string): void {
    if (this.#left <= 0) return
    this.#left -= 1
    if (this.#waiting.push(line) === 1) setImmediate(() => this.flush())
  }

  flush(): void {
    if (this.#waiting.length === 0) return
    const lines = this.#waiting
    this.#waiting = []
    this.#send(lines)
  }
}
