import type { Readable } from 'node:stream'
import type { Exit, Job, Launched, Launcher } from './launcher.ts'

const OUTPUT_BYTES = 4_096
/** What a process printed last may still be on its way when it has ended. */
const SETTLE_MS = 50

/** How a process of the box ended. */
export interface Ended extends Exit {
  readonly scope: string
  readonly timedOut: boolean
  /** The end of what it printed. */
  readonly output: string
}

/** A process of the box that is there, and waits on its standard input to be told what to do. */
export class BoxProcess {
  readonly #launcher: Launcher
  readonly #launched: Launched
  readonly #output: () => string

  constructor(launcher: Launcher, job: Job) {
    this.#launcher = launcher
    this.#launched = launcher.launch(job)
    const { stdout, stderr, exited, scope } = this.#launched
    this.#output = keepEnd(stdout, stderr)
    exited.catch(() => {}) // awaited in finish, if it comes to that
    scope.catch(() => {})
  }

  /** Its scope; from then on its doings can be told from others'. */
  async scope(): Promise<string> {
    try {
      return await this.#launched.scope
    } catch (error) {
      await this.#launched.exited.catch(() => {})
      throw new Error(`${error instanceof Error ? error.message : error}: ${this.#output().trim()}`)
    }
  }

  /** Hands it its program and waits for its end. What it leaves running goes on. */
  async finish(input: string, timeoutMs: number): Promise<Ended> {
    const { stdin, stdout, stderr, exited } = this.#launched
    const scope = await this.scope()
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      this.#launcher.kill(scope)
    }, timeoutMs)
    stdin.end(input)
    const { exitCode, signal } = await exited
    clearTimeout(timer)
    await settle(stdout, stderr)
    return { scope, exitCode, signal, timedOut, output: this.#output() }
  }

  /** Ends it before it was told anything. */
  async discard(): Promise<void> {
    const scope = await this.#launched.scope.catch(() => null)
    if (scope !== null) this.#launcher.kill(scope)
  }
}

/** Both streams' last bytes, mixed as they came. */
function keepEnd(...streams: Readable[]): () => string {
  let end = Buffer.alloc(0)
  for (const stream of streams) {
    stream.on('data', (chunk: Buffer) => {
      end = Buffer.concat([end, chunk.subarray(-OUTPUT_BYTES)]).subarray(-OUTPUT_BYTES)
    })
  }
  return () => end.toString('utf8')
}

/** Gives the last output a moment; a daemon may keep the streams open for longer than anybody waits. */
async function settle(...streams: Readable[]): Promise<void> {
  const ended = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream.readableEnded) resolve()
        else stream.once('end', resolve).once('close', resolve)
      }),
  )
  const late = new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS))
  await Promise.race([Promise.all(ended), late])
}
