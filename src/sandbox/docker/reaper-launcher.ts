import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { BoxSetup } from '../plan.ts'
import { seccompFilter } from '../seccomp.ts'
import { standardStreams } from '../sensor/launched.ts'
import type { Exit, Job, Launched, Launcher } from '../sensor/launcher.ts'
import { parentOf, processes } from '../sensor/owners.ts'
import { LAYOUT } from './layout.ts'
import { signalName } from './signal-name.ts'

/** Deeper than any chain of parents: the kernel's own limit of process ids is 4 million, a box has some thousands. */
const MAX_LEVELS = 8_192
/** A parent that ends while we climb takes its children to the reaper: the next climb finds them there. */
const MAX_CLIMBS = 20
/** Whoever forks faster than it can be ended is stopped first; what is left then ends with the container. */
const MAX_SWEEPS = 100
const FILTER_FD = 3
const REPORT_FD = 4

/**
 * Starts each job below a reaper of its own (docker/reaper.c), a child subreaper of root's: whatever the job forks,
 * detaches or orphans stays below it, so the ancestors say whose a process is. Where a container may not make
 * namespaces that is the strongest border there is. Each job has a group of its own, because processes of the same
 * user and group could write into each other's memory.
 */
export class ReaperLauncher implements Launcher {
  readonly #setup: BoxSetup
  readonly #filter = seccompFilter(process.arch, { sharedProcesses: true })
  /** The jobs that have processes, by the process id of their reaper: it is given to another as soon as it is free. */
  readonly #jobs = new Map<number, { readonly group: number; readonly scope: string }>()
  #count = 0

  constructor(setup: BoxSetup) {
    this.#setup = setup
  }

  launch(job: Job): Launched {
    const { uid, gid } = this.#setup.user
    const group = gid + this.#count
    this.#count += 1
    const scope = String(this.#count)
    const child = spawn(LAYOUT.reaper, [String(uid), String(group), job.cwd, ...job.argv], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: { ...this.#setup.env },
    })
    const reports = new Reports(child)
    const filter = child.stdio[FILTER_FD] as Writable
    for (const stream of child.stdio) stream?.on('error', () => {}) // it may end before it has read everything
    filter.end(this.#filter ?? '')
    const { pid } = child
    if (pid !== undefined) {
      this.#jobs.set(pid, { group, scope })
      // Told before anything else of ours runs: until then the kernel kept the process id for us.
      child.once('exit', () => this.#jobs.delete(pid))
    }
    return {
      ...standardStreams(child),
      exited: reports.exited,
      scope: reports.started.then(() => scope),
    }
  }

  scopeOf(pid: number): string | null {
    for (let climb = 0; climb < MAX_CLIMBS; climb++) {
      const top = this.#climb(pid)
      if (top !== 'broken') return top === null ? null : (this.#jobs.get(top)?.scope ?? null)
      if (parentOf(pid) === 0) return null // it has ended
    }
    return null
  }

  /** A reaper stays until its last descendant has ended. */
  lives(scope: string): boolean {
    return [...this.#jobs.values()].some((job) => job.scope === scope)
  }

  /** Stopped first, so that nobody forks meanwhile; then ended. */
  kill(scope: string): void {
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
      const done = new Set<number>()
      for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
        const left = processes().filter(
          (pid) => !this.#jobs.has(pid) && !done.has(pid) && this.scopeOf(pid) === scope,
        )
        if (left.length === 0) break
        for (const pid of left) {
          done.add(pid)
          this.asBoxUser(() => send(pid, signal))
        }
      }
    }
  }

  /**
   * Of all of root's rights the sensor has none over files and processes of others. Effective ids are changed for
   * one synchronous step; the real ones stay root's, so that nobody in the box gets at the sensor meanwhile.
   */
  asBoxUser<T>(act: () => T, pid?: number): T {
    const { uid, gid } = this.#setup.user
    const scope = pid === undefined ? null : this.scopeOf(pid)
    const job = [...this.#jobs.values()].find((one) => one.scope === scope)
    process.setegid?.(job?.group ?? gid)
    process.seteuid?.(uid)
    try {
      return act()
    } finally {
      process.seteuid?.(0)
      process.setegid?.(0)
    }
  }

  /** The reaper above a process; null when there is none, `broken` when an ancestor ended meanwhile. */
  #climb(pid: number): number | null | 'broken' {
    let current = pid
    for (let level = 0; level < MAX_LEVELS; level++) {
      if (this.#jobs.has(current)) return current
      if (current === process.pid) return null
      current = parentOf(current)
      if (current === 0) return 'broken'
    }
    return null
  }
}

/** What a reaper says of its job. */
class Reports {
  readonly started: Promise<void>
  readonly exited: Promise<Exit>

  constructor(child: ChildProcess) {
    let start: () => void = () => {}
    let end: (exit: Exit) => void = () => {}
    this.exited = new Promise((resolve) => {
      end = resolve
    })
    this.started = new Promise((resolve, reject) => {
      start = resolve
      child.once('error', reject)
      child.once('exit', () => reject(new Error('the job could not be started')))
    })
    createInterface({ input: child.stdio[REPORT_FD] as Readable }).on('line', (line) => {
      const [word, number] = line.split(' ')
      if (word === 'started') start()
      if (word === 'exited') end({ exitCode: Number(number), signal: null })
      if (word === 'killed') end({ exitCode: null, signal: signalName(Number(number)) })
    })
    // A reaper that ends without having said how its job ended was ended itself.
    child.once('close', (_code, signal) => end({ exitCode: null, signal: signal ?? 'SIGKILL' }))
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
}
