import { type ChildProcess, spawn } from 'node:child_process'
import { seccompFilter } from '../seccomp.ts'
import { exitOf, standardStreams } from '../sensor/launched.ts'
import type { Job, Launched, Launcher } from '../sensor/launcher.ts'
import { isZombie, parentOf, pidNamespace } from '../sensor/owners.ts'
import type { TarballFolder } from '../tarball-folder.ts'
import { type BoxLayout, boxArguments } from './box-arguments.ts'

/** bubblewrap's own environment, which the job can read as its first process's, says nothing of the host. */
const SYSTEM = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }
/** Process namespaces nest at most 32 deep; each has a first process with parents of its own. */
const MAX_LEVELS = 4_096
const INFO_FD = 3
const ARGS_FD = 4
const SECCOMP_FD = 5

/**
 * Starts each job under a bubblewrap of its own, in a pid namespace of its own: whatever the job forks,
 * detaches or re-parents stays in that namespace, so the namespace says whose it is.
 */
export class BubblewrapLauncher implements Launcher {
  readonly #layout: BoxLayout
  readonly #ownNamespace = pidNamespace(process.pid)
  readonly #filter = seccompFilter(process.arch)
  readonly #inits = new Map<string, number>()

  readonly #tarballs: readonly TarballFolder[]

  constructor(layout: BoxLayout, tarballs: readonly TarballFolder[]) {
    this.#layout = layout
    this.#tarballs = tarballs
  }

  launch(job: Job): Launched {
    const filter = this.#filter === null ? [] : ['--seccomp', String(SECCOMP_FD)]
    const shown = { cwd: job.cwd, readOnly: job.tarballs ? this.#tarballs : [] }
    const args = ['--info-fd', String(INFO_FD), ...filter, ...boxArguments(this.#layout, shown)]
    // bwrap refuses to start with ambient capabilities, so setpriv drops them first. The arguments travel over
    // a descriptor: the command line, which the job can read as its parent's, says nothing.
    const child = spawn(
      'setpriv',
      ['--ambient-caps=-all', '--inh-caps=-all', 'bwrap', '--args', String(ARGS_FD), '--', ...job.argv],
      { stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'], env: SYSTEM },
    )
    for (const stream of child.stdio) stream?.on('error', () => {}) // it may end before it has read everything
    const argsPipe = child.stdio[ARGS_FD]
    if (argsPipe && 'end' in argsPipe) argsPipe.end(args.map((arg) => `${arg}\0`).join(''))
    const filterPipe = child.stdio[SECCOMP_FD as number]
    if (filterPipe && 'end' in filterPipe) filterPipe.end(this.#filter ?? '')
    return { ...standardStreams(child), exited: exitOf(child), scope: this.#readScope(child) }
  }

  scopeOf(pid: number): string | null {
    let current = pid
    for (let level = 0; level < MAX_LEVELS; level++) {
      const namespace = pidNamespace(current)
      if (namespace === this.#ownNamespace) return null
      if (namespace === null || this.#inits.has(namespace)) return namespace
      current = parentOf(current) // a namespace that the job made by itself lies below its own
    }
    return null
  }

  /** The first process of the namespace stays until the last one has ended. */
  lives(scope: string): boolean {
    const init = this.#inits.get(scope)
    return init !== undefined && this.scopeOf(init) === scope && !isZombie(init)
  }

  kill(scope: string): void {
    const init = this.#inits.get(scope)
    if (init === undefined) return
    try {
      // The first process of the namespace: all others die with it.
      if (this.scopeOf(init) === scope) process.kill(init, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }

  /** The sensor is this user already, in its own namespace. */
  asBoxUser<T>(act: () => T): T {
    return act()
  }

  async #readScope(child: ChildProcess): Promise<string> {
    let text = ''
    const info = child.stdio[INFO_FD]
    if (!info || !('on' in info)) throw new Error('bubblewrap was started without an information pipe')
    for await (const chunk of info as AsyncIterable<Buffer>) {
      text += chunk.toString()
      if (text.includes('}')) break
    }
    if (!text.includes('}')) throw new Error('bubblewrap did not start')
    const { 'child-pid': pid, 'pid-namespace': namespace } = JSON.parse(text) as Record<string, number>
    if (!pid || !namespace) throw new Error('bubblewrap told no namespace')
    this.#inits.set(String(namespace), pid)
    return String(namespace)
  }
}
