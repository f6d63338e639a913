import { readFileSync } from 'node:fs'
import { processes } from './owners.ts'

const PAGE_BYTES = 4_096

/** Processes of the box and their resident memory (shared pages count for each). */
export function readUsage(isBox: (pid: number) => boolean): {
  readonly processes: number
  readonly memoryBytes: number
} {
  let count = 0
  let pages = 0
  for (const pid of processes()) {
    if (!isBox(pid)) continue
    count += 1
    try {
      const [, resident = '0', shared = '0'] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')
      pages += Number(resident) - Number(shared)
    } catch {
      // It ended while we looked.
    }
  }
  return { processes: count, memoryBytes: pages * PAGE_BYTES }
}
