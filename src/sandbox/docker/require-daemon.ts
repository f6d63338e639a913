import { SandboxUnavailable } from '../error.ts'
import type { Daemon, findDaemon, Refused } from './daemon.ts'

/** The daemon, or the error that says of each place why it has none. */
export function daemonOf({ daemon, refused }: Awaited<ReturnType<typeof findDaemon>>): Daemon {
  if (daemon !== null) return daemon
  throw new SandboxUnavailable([{ name: 'docker', probe: { works: false, ...whyNot(refused) } }])
}

/** Every place that was tried, and the first line to type that there is. */
export function whyNot(refused: readonly Refused[]): { detail: string; fix: string | null } {
  return {
    detail: refused.map(({ detail }) => detail).join('; '),
    fix: refused.find(({ fix }) => fix !== null)?.fix ?? null,
  }
}
