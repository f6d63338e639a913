import type { ChildProcess } from 'node:child_process'
import type { Exit, Launched } from './launcher.ts'

/** The three streams of a child that was started with pipes. */
export function standardStreams(child: ChildProcess): Pick<Launched, 'stdin' | 'stdout' | 'stderr'> {
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('a job was started without its pipes')
  return { stdin, stdout, stderr }
}

/** How a child ends; rejected when it could not be started. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
}
