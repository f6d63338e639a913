import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAlive } from '../is-alive.ts'

/** Everything of ours at a daemon has a role, so that it can be found and removed. */
export const ROLE = 'safe-npm.role'
/** Whose it is: `MACHINE PID START`. */
const OWNER = 'safe-npm.owner'

export type Role = 'box' | 'image' | 'base' | 'kit' | 'kit-name'

export function roleFilter(role: Role): { label: string[] } {
  return { label: [`${ROLE}=${role}`] }
}

/** Labels of what lives as long as this process. */
export function ownLabels(role: Role): Record<string, string> {
  return { [ROLE]: role, [OWNER]: `${thisMachine()} ${process.pid} ${startOf(process.pid) ?? ''}` }
}

/**
 * Whether what has these labels may be removed: its owner was a process of this machine (and of this namespace of
 * processes: a daemon may serve many) and is no more. Of others nothing is known.
 */
export function isOrphan(labels: Readonly<Record<string, string>>): boolean {
  const [machine, pid, start] = (labels[OWNER] ?? '').split(' ')
  if (machine !== thisMachine() || !pid) return false
  const now = startOf(Number(pid))
  return now === null || (Boolean(start) && Boolean(now) && start !== now)
}

/** Names this machine since its last start, and the namespace in which process ids mean something. */
function thisMachine(): string {
  const parts = [hostname(), read('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
}

/** When a process began (clock ticks since the start of the machine), so that a pid that was given again is another; null when it is gone. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return isAlive(pid) ? '' : null
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim()
  } catch {
    return ''
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
