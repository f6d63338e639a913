import { writeFile } from 'node:fs/promises'
import { keysBeside } from '../../shared/keys-beside.ts'

/** Lines that are kept. The sensor sends no more. */
const MAX_LINES = 50_000
/** https://www.ietf.org/archive/id/draft-ietf-tls-keylogfile-05.html: a label, the client's random, a secret. */
const LINE = /^[A-Z][A-Z0-9_]{1,63} [0-9a-f]{64} [0-9a-f]{32,192}$/

/** The secrets of the TLS connections that the sensor terminated: with them a capture opens decrypted. */
export class KeyFile {
  readonly #lines: string[] = []

  /** Of what comes over the pipe, only what is a line of a key log gets into the file. */
  add(lines: readonly unknown[]): void {
    for (const line of lines) {
      if (this.#lines.length >= MAX_LINES) return
      if (typeof line === 'string' && LINE.test(line)) this.#lines.push(line)
    }
  }

  /** Where it was written; null where there is nothing to open. */
  async write(capturePath: string): Promise<string | null> {
    if (this.#lines.length === 0) return null
    const path = keysBeside(capturePath)
    await writeFile(path, `${this.#lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
    return path
  }
}
