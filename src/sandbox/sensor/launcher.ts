import type { Readable, Writable } from 'node:stream'

/** One process to start in the box. What it has to do reaches it on its standard input. */
export interface Job {
  readonly argv: readonly string[]
  readonly cwd: string
  /** Whether it unpacks: only such a job sees the tarballs. */
  readonly tarballs: boolean
}

/** How the first process of a job ended. */
export interface Exit {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** A started job, which waits for its input. `scope` tells its processes from all others, whatever they fork into. */
export interface Launched {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when its first process has ended; what that left running goes on. */
  readonly exited: Promise<Exit>
  /** Resolves when the job's processes can be recognised. Before that nothing of the job has run. */
  readonly scope: Promise<string>
}

/** How an engine starts an unprivileged process in the box, and tells whose a process is. */
export interface Launcher {
  launch(job: Job): Launched
  /** The scope a process belongs to; null for the sensor's own. */
  scopeOf(pid: number): string | null
  /** Whether any process of a scope is left. Answered by the kernel, not by a look at every process. */
  lives(scope: string): boolean
  /** Ends every process of a scope. */
  kill(scope: string): void
  /** Runs something synchronous as the box's user: to write its files, or to look at one of its processes. */
  asBoxUser<T>(act: () => T, pid?: number): T
}
