import { spawnSync } from 'node:child_process'

/** GNU time: a parent in Node cannot ask what one of its children has used. */
const TIME = '/usr/bin/time'

/** Seconds of wall clock and of processor time, and the most memory at one moment in bytes. */
export function timed(command, args) {
  const { status, stdout, stderr } = spawnSync(TIME, ['-f', '%e %U %S %M', command, ...args], {
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (status !== 0) throw new Error(`${command}: ${stderr}`)
  const [wall, user, system, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wall, cpu: user + system, rss: kilobytes * 1024, stdout }
}

export function isThere(command, args = ['--version']) {
  return spawnSync(command, args).status === 0
}
