import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { boxIds } from '../ids.ts'
import { isAlive } from '../is-alive.ts'
import type { Probe, SandboxEngine, WatchOptions, WatchResult } from '../sandbox.ts'
import { missingTools, probeNamespaces } from './probe.ts'
import { SENSOR } from './sensor-path.ts'

const SCRATCH_PREFIX = 'npm-box-'
const PIPE_FD = 3
const STDERR_BYTES = 8_192
const STOP_MS = 2_000

export interface BubblewrapOptions {
  /** Folders with the tarballs that a plan names; shown read-only to the fetch phase alone. */
  readonly tarballs: readonly { readonly from: string; readonly to: string }[]
  /** The built sensor; tests that run from source hand it in. */
  readonly sensor?: string
}

/** Sealed namespaces by util-linux's `unshare`, boxes in them by bubblewrap: no daemon, no image, no root. */
export class BubblewrapEngine implements SandboxEngine {
  readonly name = 'bubblewrap'
  readonly #options: BubblewrapOptions

  constructor(options: BubblewrapOptions) {
    this.#options = options
  }

  async probe(): Promise<Probe> {
    if (process.platform !== 'linux') {
      return { works: false, detail: `needs Linux, this is ${process.platform}`, fix: null }
    }
    return missingTools() ?? (await probeNamespaces())
  }

  async watch(options: WatchOptions): Promise<WatchResult> {
    const scratch = await mkdtemp(join(tmpdir(), `${SCRATCH_PREFIX}${process.pid}-`))
    try {
      return await this.#watchIn(scratch, options)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }

  async clean(): Promise<number> {
    const names = (await readdir(tmpdir())).filter((name) => name.startsWith(SCRATCH_PREFIX))
    let cleaned = 0
    for (const name of names) {
      const pid = Number(name.slice(SCRATCH_PREFIX.length).split('-')[0])
      if (isAlive(pid)) continue
      // The tmpfs that was mounted here died with its namespace: the folder is empty, and only then goes.
      await rmdir(join(tmpdir(), name)).then(
        () => cleaned++,
        () => {},
      )
    }
    return cleaned
  }

  async #watchIn(scratch: string, options: WatchOptions): Promise<WatchResult> {
    const ids = boxIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0)
    const sensor = this.#options.sensor ?? SENSOR
    const child = spawn(
      'unshare',
      [
        ...['--user', `--map-user=${ids.uid}`, `--map-group=${ids.gid}`, '--keep-caps'],
        ...['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'],
        ...[process.execPath, sensor, scratch, JSON.stringify(this.#options.tarballs)],
      ],
      // A session of its own: Ctrl-C in the terminal reaches us alone, and we end the box in order.
      {
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        detached: true,
        env: { PATH: process.env.PATH ?? '', LANG: 'C' },
      },
    )
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (code, signal) => resolve(`${signal ?? code}`))
    })
    // While the box boots.
    const [{ WatchCollector }, { serveHostEnd }] = await Promise.all([
      import('../pipe/collector.ts'),
      import('../pipe/host-end.ts'),
    ])
    const collector = await WatchCollector.open(this.name, options)
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk).slice(-STDERR_BYTES)
    })
    const pipe = serveHostEnd(child.stdio[PIPE_FD] as Duplex, {
      setup: options.setup,
      work: options.work,
      gateway: options.gateway,
      onMessage: (message) => collector.take(message),
      onCapture: (chunk) => collector.keep(chunk),
      onBroken: (reason) => collector.broken(reason),
    })
    // A sensor that is busy does not see its pipe end: then it is ended, and everything in its namespaces with it.
    const stop = () => {
      pipe.close()
      setTimeout(() => child.kill('SIGKILL'), STOP_MS).unref()
    }
    options.signal.addEventListener('abort', stop, { once: true })
    if (options.signal.aborted) stop()
    const ended = await exited
    options.signal.removeEventListener('abort', stop)
    pipe.close()
    return collector.result(ended === '0' ? null : `the sensor ended with ${ended}: ${stderr.trim()}`)
  }
}
