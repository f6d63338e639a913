import { join } from 'node:path'
import type { Fault, Run } from '../../model/index.ts'
import { BINS_CODE, boxProgram, FETCH_CODE, IMPORT_CODE, SCRIPT_CODE } from '../box/run-code.ts'
import type { BoxPackage, BoxSetup, PlannedRun } from '../plan.ts'
import type { WatchProgress } from '../sandbox.ts'
import { BoxProcess, type Ended } from './box-process.ts'
import type { Launcher } from './launcher.ts'
import { readUsage } from './usage.ts'

const WATCHDOG_MS = 200
const LINGER_STEP_MS = 25
/** What has ended needs a moment until the kernel has told us. */
const LEAST_LINGER_MS = 100
/** How often we look whether what a script left running has ended. */
const GONE_STEP_MS = 10
/** Measured: 1 to 6 at once take as long as each other on two cores, 12 a third longer. */
const FETCH_CONCURRENCY = 3

export interface SupervisorOptions {
  readonly setup: BoxSetup
  readonly launcher: Launcher
  readonly now: () => number
  readonly onRun: (run: Run) => void
  /** A script has ended; null: something that another one left running may have acted in its time. */
  readonly onEnd: (run: number | null) => void
  readonly onFault: (fault: Fault) => void
  readonly onProgress: (progress: WatchProgress) => void
}

/** Starts what is to be run, one after the other, and ends everything. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #runs = new Map<string, Run>()
  readonly #scopes = new Map<string, number>()
  /** Of scripts that have ended and left something running. */
  readonly #left = new Set<string>()
  #fetching: BoxProcess | null = null
  /** The next process is started while the last one still works: it has booted when its turn comes. */
  #next: BoxProcess | null = null
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

  /** Starts the fetch process, which loads npm's libraries while everything else gets ready. */
  prepare(): void {
    const { setup, launcher } = this.#options
    const { node, npm, project } = setup.paths
    this.#fetching = new BoxProcess(launcher, {
      argv: [node, '-e', FETCH_CODE, npm],
      cwd: project,
      tarballs: true,
    })
  }

  async fetch(items: readonly BoxPackage[], more: boolean): Promise<void> {
    const { setup, onFault, onProgress } = this.#options
    onProgress({ phase: 'fetch', done: 0, total: items.length, current: null })
    if (this.#fetching === null) this.prepare()
    if (more) this.#next = this.#boot()
    const { project } = setup.paths
    const packages = items.map(({ location, integrity, tarball }) => ({
      tarball,
      path: join(project, location),
      integrity,
    }))
    const job = { concurrency: FETCH_CONCURRENCY, packages, project }
    const ended = await this.#finish(0, this.#fetching, JSON.stringify(job), setup.limits.fetchTimeoutMs)
    const failed = readFetchResult(ended)
    if (failed !== null) onFault({ code: 'fetch-failed', run: null, detail: failed })
  }

  async linkBins(items: readonly BoxPackage[]): Promise<void> {
    const { setup } = this.#options
    const packages = items
      .filter(({ bin }) => bin)
      .map(({ location }) => ({ path: join(setup.paths.project, location) }))
    if (packages.length === 0) return
    await this.#runProgram(0, BINS_CODE, { packages }, setup.limits.fetchTimeoutMs, true)
  }

  async runAll(runs: readonly PlannedRun[], more: boolean): Promise<void> {
    const { onProgress } = this.#options
    for (const [index, planned] of runs.entries()) {
      if (this.#aborted) return
      const current = `${planned.package}@${planned.version} ${planned.script}`
      const phase = planned.phase === 'fetch' ? 'install' : planned.phase
      onProgress({ phase, done: index, total: runs.length, current })
      await this.#run(planned, more || index + 1 < runs.length)
    }
  }

  /** Waits while a process of the box lives, up to the limit; what is left then is a finding and is ended. */
  async linger(): Promise<void> {
    const { setup, now, launcher, onRun, onProgress } = this.#options
    const until = now() + Math.max(setup.limits.lingerMs, LEAST_LINGER_MS) / 1000
    if (this.#living().length > 0) onProgress({ phase: 'linger', done: 0, total: 0, current: null })
    while (!this.#aborted && now() < until && this.#living().length > 0) await delay(LINGER_STEP_MS)
    await this.#next?.discard()
    for (const scope of this.#living()) {
      launcher.kill(scope)
      const run = this.#runs.get(scope)
      // What was ended because the watch was is no survivor.
      if (!run || run.timedOut || this.#aborted) continue
      const survivor = { ...run, survived: true }
      this.#runs.set(scope, survivor)
      onRun(survivor)
    }
    for (const scope of this.#left) this.#tellGone(scope)
  }

  /** Looks at the box's use of the machine until it is told to stop. */
  watchdog(): () => void {
    const { setup, onFault, launcher } = this.#options
    const timer = setInterval(() => {
      const usage = readUsage((pid) => launcher.scopeOf(pid) !== null)
      const over =
        usage.processes > setup.limits.processes
          ? `more than ${setup.limits.processes} processes`
          : usage.memoryBytes > setup.limits.memoryBytes
            ? `more than ${Math.round(setup.limits.memoryBytes / 2 ** 20)} MiB of memory`
            : null
      if (over === null || this.#aborted) return
      onFault({ code: 'resource-limit', run: null, detail: over })
      this.abort()
    }, WATCHDOG_MS)
    return () => clearInterval(timer)
  }

  async #run(planned: PlannedRun, more: boolean): Promise<void> {
    const { setup, launcher, now, onRun, onEnd, onFault } = this.#options
    const { project } = setup.paths
    const [code, job] = programOf(planned, project)
    const startedAt = now()
    const ended = await this.#runProgram(planned.id, code, job, planned.timeoutMs, more)
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
    onEnd(this.#left.size > 0 ? null : planned.id)
    if (launcher.lives(ended.scope)) void this.#followToItsEnd(ended.scope)
    if (ended.timedOut && planned.phase === 'install') {
      onFault({
        code: 'script-timeout',
        run: planned.id,
        detail: String(Math.round(planned.timeoutMs / 1000)),
      })
    }
  }

  /** What a script leaves running may do something in the next one's time: then it must not be that one's doing. */
  async #followToItsEnd(scope: string): Promise<void> {
    this.#left.add(scope)
    while (this.#left.has(scope) && this.#options.launcher.lives(scope)) await delay(GONE_STEP_MS)
    this.#tellGone(scope)
  }

  #tellGone(scope: string): void {
    const { now, onRun } = this.#options
    const run = this.#runs.get(scope)
    if (!this.#left.delete(scope) || run === undefined || run.survived) return
    onRun({ ...run, goneAt: now() })
  }

  #boot(): BoxProcess {
    const { setup, launcher } = this.#options
    return new BoxProcess(launcher, {
      argv: [setup.paths.node, '-'],
      cwd: setup.paths.project,
      tarballs: false,
    })
  }

  /** `more`: another one follows, and is started meanwhile. */
  #runProgram(
    id: number,
    code: string,
    job: Record<string, unknown>,
    timeoutMs: number,
    more: boolean,
  ): Promise<Ended> {
    const current = this.#next ?? this.#boot()
    this.#next = more ? this.#boot() : null
    const program = boxProgram(code, { title: 'npm install', npm: this.#options.setup.paths.npm, ...job })
    return this.#finish(id, current, program, timeoutMs)
  }

  async #finish(id: number, current: BoxProcess | null, input: string, timeoutMs: number): Promise<Ended> {
    if (current === null) throw new Error('no process was started')
    this.#scopes.set(await current.scope(), id)
    return current.finish(input, timeoutMs)
  }

  /** Asked of the kernel: whoever forks all the time is in no list of processes. */
  #living(): string[] {
    return [...this.#scopes.keys()].filter((scope) => this.#options.launcher.lives(scope))
  }
}

function programOf(planned: PlannedRun, project: string): [code: string, job: Record<string, unknown>] {
  const { phase, script, command, args, env, location } = planned
  switch (phase) {
    case 'import':
      return [
        IMPORT_CODE,
        { from: join(project, location.slice(0, -`node_modules/${command}`.length)), name: command },
      ]
    case 'bin': // as libnpmexec does it
      return [SCRIPT_CODE, { path: project, event: 'npx', command, args, env }]
    case 'install':
    case 'fetch':
      return [SCRIPT_CODE, { path: join(project, location), event: script, command, env }]
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
