import type { Execution } from '../model/index.ts'

type Exec = (options: ExecOptions) => Promise<unknown>

/** What npm hands to libnpmexec: `npm exec`, npx and `npm init` with an initializer. */
interface ExecOptions {
  /** Once npm knows the package, the first one is the name of its executable. */
  readonly args?: readonly string[]
  readonly call?: string
}

let current: ExecOptions | null = null

/** Remembers what npm is going to start when the packages are there. */
export function rememberExecution(exec: Exec): Exec {
  return async (options) => {
    const before = current
    current = options
    try {
      return await exec(options)
    } finally {
      current = before
    }
  }
}

/** What will be started; null when nothing will, or only a shell for the user. */
export function currentExecution(): Execution | null {
  if (current === null) return null
  const { args = [], call = '' } = current
  if (call !== '') return { command: call, args: [], isCall: true }
  const [command, ...rest] = args
  return command === undefined ? null : { command, args: rest, isCall: false }
}
