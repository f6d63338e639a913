import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import type { Writable } from 'node:stream'
import type { Endpoint } from '../../model/index.ts'

/** tcpdump's own buffer in KiB (-B): bursts of a whole second fit. */
const KERNEL_BUFFER_KIB = 65_536
const MARKER_TIMEOUT_MS = 10_000

export interface CaptureOptions {
  /** Where the pcap goes. */
  readonly sink: Writable
  /** Sees every chunk as it is captured. */
  readonly onChunk: (chunk: Uint8Array) => void
  /** The bulk of TCP connections to these endpoints (registries) is left out; their SYN, FIN and RST stay. */
  readonly quiet: readonly Endpoint[]
  /** Whom tcpdump becomes when it is started as uid 0: by itself it would become somebody whom we may not end. */
  readonly user: string
  readonly maxBytes: number
  readonly onLimit: () => void
  readonly onDeath: (detail: string) => void
}

/**
 * The capture of everything on `lo`, with proof of completeness: a marker packet is the first thing in it and
 * another the last, and the kernel must say that it dropped nothing.
 */
export class Capture {
  readonly own: Endpoint[] = []
  readonly #options: CaptureOptions
  readonly #tcpdump: ChildProcess
  readonly #marker: Socket
  #stderr = ''
  #tail: Uint8Array = new Uint8Array(0)
  #bytes = 0
  #stopping = false
  #waiting: { token: Buffer; resolve: () => void } | null = null
  readonly #ended: Promise<void>

  private constructor(options: CaptureOptions) {
    this.#options = options
    this.#marker = createSocket('udp4')
    this.#tcpdump = spawn(
      'tcpdump',
      [
        '-i',
        'lo',
        '-n',
        '-w',
        '-',
        '-U',
        '--immediate-mode',
        '-B',
        String(KERNEL_BUFFER_KIB),
        ...(process.getuid?.() === 0 ? ['-Z', options.user] : []),
        filterFor(options.quiet),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.#tcpdump.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(-4096)
    })
    this.#tcpdump.stdout?.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#ended = new Promise((resolve) => {
      this.#tcpdump.once('error', (error) => {
        options.onDeath(error.message)
        resolve()
      })
      this.#tcpdump.once('close', (code, signal) => {
        if (!this.#stopping) options.onDeath(`tcpdump ended (${signal ?? code}): ${this.#stderr.trim()}`)
        resolve()
      })
    })
  }

  static async start(options: CaptureOptions): Promise<Capture> {
    const capture = new Capture(options)
    await new Promise<void>((resolve, reject) => {
      capture.#tcpdump.stdout?.once('data', () => resolve()) // the file header: the socket is bound
      void capture.#ended.then(() => reject(new Error(`tcpdump did not start: ${capture.#stderr.trim()}`)))
    })
    await new Promise<void>((resolve) => capture.#marker.bind(0, '127.0.0.1', () => resolve()))
    capture.own.push({ address: '127.0.0.1', port: capture.#marker.address().port })
    if (!(await capture.#mark())) throw new Error('the first marker packet did not reach the capture')
    return capture
  }

  /** Ends the capture. `proved` is false unless everything up to now is in it. */
  async stop(): Promise<{ readonly proved: boolean; readonly dropped: number }> {
    const marked = await this.#mark()
    this.#stopping = true
    this.#tcpdump.kill('SIGINT')
    await this.#ended
    this.#marker.close()
    this.#options.sink.end()
    const dropped = /(\d+) packets? dropped by kernel/.exec(this.#stderr)?.[1]
    return { proved: marked && dropped !== undefined, dropped: Number(dropped ?? 0) }
  }

  /** Sends a packet nobody can foresee and waits until it is in the capture. */
  async #mark(): Promise<boolean> {
    const token = randomBytes(24)
    const seen = new Promise<void>((resolve) => {
      this.#waiting = { token, resolve }
    })
    const discard = this.own[0] ?? { address: '127.0.0.1', port: 9 }
    this.#marker.send(token, discard.port, discard.address)
    const timeout = AbortSignal.timeout(MARKER_TIMEOUT_MS)
    const late = new Promise<'late'>((resolve) => timeout.addEventListener('abort', () => resolve('late')))
    const outcome = await Promise.race([seen, late, this.#ended.then(() => 'late' as const)])
    this.#waiting = null
    return outcome !== 'late'
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#options.maxBytes) {
      this.#options.onLimit()
      return
    }
    if (!this.#options.sink.write(chunk)) {
      this.#tcpdump.stdout?.pause()
      this.#options.sink.once('drain', () => this.#tcpdump.stdout?.resume())
    }
    this.#options.onChunk(chunk)
    if (!this.#waiting) return
    const joined = Buffer.concat([this.#tail, chunk])
    if (joined.includes(this.#waiting.token)) this.#waiting.resolve()
    this.#tail = joined.subarray(-this.#waiting.token.length)
  }
}

/** Registry downloads are most of the bytes and none of the news. */
function filterFor(quiet: readonly Endpoint[]): string {
  const rules = quiet.map(({ address, port }) => {
    const flags = address.includes(':')
      ? 'ip6[53] & 7 == 0'
      : 'tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) == 0'
    return `(host ${address} and tcp port ${port} and ${flags})`
  })
  return rules.length === 0 ? '' : `not (${rules.join(' or ')})`
}
