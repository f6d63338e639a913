import { readFileSync } from 'node:fs'
import { sharedDaemon } from './docker-daemon.ts'
import { allProcesses, type ProcessInfo } from './processes.ts'

/** The processes in containers of the tests' own daemon, and of no other that may run here. */
export async function containerProcesses(): Promise<readonly ProcessInfo[]> {
  const { docker } = await sharedDaemon()
  const ids = (await docker.listContainers()).map(({ Id }) => Id)
  return allProcesses().filter(({ pid }) => {
    const cgroups = cgroupsOf(pid)
    return ids.some((id) => cgroups.includes(id))
  })
}

function cgroupsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1')
  } catch {
    return '' // it has ended
  }
}
