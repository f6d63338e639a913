import type { ChildProcess } from 'node:child_process'

/** One process to start in the box. What it has to do reaches it on its standard input. */
export interface Job {
  readonly argv: readonly string[]
  readonly cwd: string
  /** Folders of the host that only this job may read: source to place in the box. */
  readonly readOnly: readonly { readonly from: string; readonly to: string }[]
}

/** A started job, which waits for its input. `scope` tells its processes from all others, whatever they fork into. */
export interface Launched {
  readonly process: ChildProcess
  /** Resolves when the job's processes can be recognised. Before that nothing of the job has run. */
  readonly scope: Promise<string>
}

/** How an engine starts an unprivileged process in the box, and tells whose a process is. */
export interface Launcher {
  launch(job: Job): Launched
  /** The scope a process belongs to; null for the sensor's own. */
  scopeOf(pid: number): string | null
  /** Ends every process of a scope. */
  kill(scope: string): void
}
