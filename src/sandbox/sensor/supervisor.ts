import { join } from 'node:path'
import type { Fault, Run } from '../../model/index.ts'
import { BINS_CODE, boxProgram, FETCH_CODE, IMPORT_CODE, SCRIPT_CODE } from '../box/run-code.ts'
import type { PlannedRun, WatchPlan } from '../plan.ts'
import type { WatchProgress } from '../sandbox.ts'
import type { Job, Launcher } from './launcher.ts'
import { isZombie, processes } from './owners.ts'
import { readUsage } from './usage.ts'

const WATCHDOG_MS = 200
const LINGER_STEP_MS = 25
const OUTPUT_BYTES = 4_096
const FETCH_CONCURRENCY = 12

export interface SupervisorOptions {
  readonly plan: WatchPlan
  readonly launcher: Launcher
  readonly now: () => number
  readonly onRun: (run: Run) => void
  readonly onFault: (fault: Fault) => void
  readonly onProgress: (progress: WatchProgress) => void
  /** Host folder that holds the tarballs, and where the fetch phase finds it in the box. */
  readonly tarballs: readonly { readonly from: string; readonly to: string }[]
}

interface Ended {
  readonly scope: string
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly output: string
}

/** Starts what the plan says, one after the other, and ends everything. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #runs = new Map<string, Run>()
  readonly #scopes = new Map<string, number>()
  #aborted = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** The run whose process this is. */
  runOf(pid: number): number | null {
    const scope = this.#options.launcher.scopeOf(pid)
    return scope === null ? null : (this.#scopes.get(scope) ?? null)
  }

  /** Ends every job now. What has not run will not run. */
  abort(): void {
    this.#aborted = true
    for (const scope of this.#scopes.keys()) this.#options.launcher.kill(scope)
  }

  async fetch(): Promise<void> {
    const { plan, onFault, onProgress } = this.#options
    onProgress({ phase: 'fetch', done: 0, total: plan.packages.length, current: null })
    const packages = plan.packages.map(({ location, integrity, tarball }) => ({
      tarball,
      path: join(plan.paths.project, location),
      integrity,
    }))
    const ended = await this.#start(
      0,
      {
        ...this.#job(FETCH_CODE, {
          concurrency: FETCH_CONCURRENCY,
          packages,
          cache: '/tmp/.fetch',
          project: plan.paths.project,
        }),
        readOnly: this.#options.tarballs,
      },
      plan.limits.fetchTimeoutMs,
    )
    const failed = readFetchResult(ended)
    if (failed !== null) onFault({ code: 'fetch-failed', run: null, detail: failed })
  }

  async linkBins(): Promise<void> {
    const { plan } = this.#options
    const packages = plan.packages
      .filter(({ bin }) => bin)
      .map(({ location }) => ({ path: join(plan.paths.project, location) }))
    if (packages.length > 0)
      await this.#start(0, this.#job(BINS_CODE, { packages }), plan.limits.fetchTimeoutMs)
  }

  async runAll(runs: readonly PlannedRun[]): Promise<void> {
    const { onProgress } = this.#options
    for (const [index, planned] of runs.entries()) {
      if (this.#aborted) return
      const current = `${planned.package}@${planned.version} ${planned.script}`
      onProgress({
        phase: planned.phase === 'import' ? 'import' : 'install',
        done: index,
        total: runs.length,
        current,
      })
      await this.#run(planned)
    }
  }

  /** Waits while a process of the box lives, up to the limit; what is left then is a finding and is ended. */
  async linger(): Promise<void> {
    const { plan, now, launcher, onRun, onProgress } = this.#options
    const until = now() + plan.limits.lingerMs / 1000
    if (this.#living().size > 0) onProgress({ phase: 'linger', done: 0, total: 0, current: null })
    while (!this.#aborted && now() < until && this.#living().size > 0) await delay(LINGER_STEP_MS)
    for (const scope of this.#living()) {
      launcher.kill(scope)
      const run = this.#runs.get(scope)
      if (run && !run.timedOut) onRun({ ...run, survived: true })
    }
  }

  /** Looks at the box's use of the machine until it is told to stop. */
  watchdog(): () => void {
    const { plan, onFault, launcher } = this.#options
    const timer = setInterval(() => {
      const usage = readUsage((pid) => launcher.scopeOf(pid) !== null)
      const over =
        usage.processes > plan.limits.processes
          ? `more than ${plan.limits.processes} processes`
          : usage.memoryBytes > plan.limits.memoryBytes
            ? `more than ${Math.round(plan.limits.memoryBytes / 2 ** 20)} MiB of memory`
            : null
      if (over === null || this.#aborted) return
      onFault({ code: 'resource-limit', run: null, detail: over })
      this.abort()
    }, WATCHDOG_MS)
    return () => clearInterval(timer)
  }

  async #run(planned: PlannedRun): Promise<void> {
    const { plan, now, onRun, onFault } = this.#options
    const path = join(plan.paths.project, planned.location)
    const job =
      planned.phase === 'import'
        ? {
            ...this.#job(IMPORT_CODE, { project: plan.paths.project, name: planned.command }),
            cwd: plan.paths.project,
          }
        : this.#job(SCRIPT_CODE, { path, event: planned.script, command: planned.command, env: planned.env })
    const startedAt = now()
    const ended = await this.#start(planned.id, job, planned.timeoutMs)
    const run: Run = {
      id: planned.id,
      phase: planned.phase,
      location: planned.location,
      package: planned.package,
      version: planned.version,
      script: planned.script,
      command: planned.command,
      startedAt,
      endedAt: ended.timedOut ? null : now(),
      exitCode: ended.exitCode,
      signal: ended.signal,
      timedOut: ended.timedOut,
      survived: false,
      output: ended.output,
    }
    this.#runs.set(ended.scope, run)
    onRun(run)
    if (ended.timedOut && planned.phase !== 'import') {
      onFault({
        code: 'script-timeout',
        run: planned.id,
        detail: String(Math.round(planned.timeoutMs / 1000)),
      })
    }
  }

  #job(code: string, job: Record<string, unknown>): Job {
    const { plan } = this.#options
    return {
      argv: [plan.paths.node, '-'],
      env: {},
      cwd: plan.paths.project,
      input: boxProgram(code, { title: 'npm install', npm: plan.paths.npm, ...job }),
      readOnly: [],
    }
  }

  async #start(id: number, job: Job, timeoutMs: number): Promise<Ended> {
    const { launcher } = this.#options
    const { process: child, scope } = launcher.launch(job)
    const output = keepEnd(child.stdout, child.stderr)
    const exited = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    })
    exited.catch(() => {}) // it is awaited below, after the scope
    let name: string
    try {
      name = await scope
    } catch (error) {
      await exited.catch(() => {})
      throw new Error(`${error instanceof Error ? error.message : error}: ${output().trim()}`)
    }
    this.#scopes.set(name, id)
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      launcher.kill(name)
    }, timeoutMs)
    const { exitCode, signal } = await exited
    clearTimeout(timer)
    await settle(child.stdout, child.stderr)
    return { scope: name, exitCode, signal, timedOut, output: output() }
  }

  #living(): Set<string> {
    const scopes = processes()
      .filter((pid) => !isZombie(pid))
      .map((pid) => this.#options.launcher.scopeOf(pid))
    return new Set(scopes.filter((scope): scope is string => scope !== null && this.#scopes.has(scope)))
  }
}

function readFetchResult({ exitCode, signal, output }: Ended): string | null {
  try {
    const start = output.lastIndexOf('{"failed":')
    const { failed } = JSON.parse(output.slice(start)) as { failed: { path: string; error: string }[] }
    const first = failed[0]
    return first
      ? `${failed.length} packages could not be unpacked, first ${first.path}: ${first.error}`
      : null
  } catch {
    return `unpacking ended with ${signal ?? exitCode}: ${output.slice(-500)}`
  }
}

/** Both streams' last bytes, mixed as they came. */
function keepEnd(...streams: (NodeJS.ReadableStream | null)[]): () => string {
  let end = Buffer.alloc(0)
  for (const stream of streams) {
    stream?.on('data', (chunk: Buffer) => {
      end = Buffer.concat([end, chunk]).subarray(-OUTPUT_BYTES)
    })
  }
  return () => end.toString('utf8')
}

/** Gives the last output a moment; a daemon may keep the streams open for longer than anybody waits. */
async function settle(...streams: (NodeJS.ReadableStream | null)[]): Promise<void> {
  const ended = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (!stream || (stream as { readableEnded?: boolean }).readableEnded) resolve()
        else stream.once('end', resolve).once('close', resolve)
      }),
  )
  await Promise.race([Promise.all(ended), delay(50)])
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
