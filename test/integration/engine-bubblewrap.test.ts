import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BubblewrapEngine } from '../../src/sandbox/bubblewrap/engine.ts'
import { boxRunner } from '../helpers/boxed.ts'
import { engineContract } from '../helpers/engine-contract.ts'
import { allProcesses } from '../helpers/processes.ts'

engineContract({
  name: 'BubblewrapEngine',
  open: () =>
    boxRunner(
      (tarballs, program) =>
        new BubblewrapEngine({ tarballs, sensor: join(program, 'sandbox/bubblewrap/sensor-main.js') }),
    ),
  leftovers,
  nothingLeft: { folders: [], mounts: [], processes: [] },
  hidden: /sensor|tcpdump|safe-npm/,
  emptiesBoundingSet: true,
  containerTells: [],
  missing: ['/mnt', '/var/log', '/etc/shadow', '/etc/ssh', '/sys'],
})

/** Processes, mounts and folders that know of a box. */
function leftovers() {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`npm-box-${process.pid}-`))
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes('npm-box-'))
  const own = readlinkSync('/proc/self/ns/net')
  const processes = allProcesses().filter(
    ({ pid, command, network }) =>
      command.includes(`npm-box-${process.pid}-`) ||
      cwdOf(pid).includes(`npm-box-${process.pid}-`) ||
      (command.includes('boxed-project') && network !== own),
  )
  return { folders, mounts, processes }
}

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
