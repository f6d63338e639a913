import { spawn, spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { isOrphan, ownLabels, ROLE, roleFilter } from '../../../../src/sandbox/docker/labels.ts'

const OWNER = 'safe-npm.owner'
const [machine = '', pid = '', start = ''] = (ownLabels('box')[OWNER] ?? '').split(' ')
const dead = spawnSync(process.execPath, ['-e', '']).pid
const other = spawn('sleep', ['60'])
afterAll(() => other.kill())

const CASES: readonly (readonly [name: string, owner: () => string | undefined, orphan: boolean])[] = [
  ["this process's", () => `${machine} ${pid} ${start}`, false],
  ["a process's that lives, when its start is not known", () => `${machine} ${other.pid} `, false],
  ["a process's that lives, when its start is not said", () => `${machine} ${other.pid}`, false],
  ["a dead process's", () => `${machine} ${dead} 12345`, true],
  ["a dead process's without a start", () => `${machine} ${dead} `, true],
  ['one whose pid was given again', () => `${machine} ${pid} ${Number(start) - 1}`, true],
  ["another machine's, although the pid is dead here", () => `0123456789abcdef ${dead} 12345`, false],
  ['one without a pid', () => machine, false],
  ['one with an empty owner', () => '', false],
  ['one without an owner', () => undefined, false],
]

describe('an orphan', () => {
  it.each(CASES)('is judged by its label: %s', (_name, owner, orphan) => {
    const label = owner()
    expect(isOrphan({ [ROLE]: 'box', ...(label === undefined ? {} : { [OWNER]: label }) })).toBe(orphan)
  })

  it('is not what belongs to a living process of another user, where /proc hides those (hidepid)', () => {
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' })
    })
    try {
      expect(isOrphan({ [OWNER]: `${machine} 2000000123 12345` })).toBe(false)
    } finally {
      kill.mockRestore()
    }
  })

  it('what is ours now is none', () => expect(isOrphan(ownLabels('box'))).toBe(false))

  it('is found by its role', () => {
    expect(ownLabels('kit')[ROLE]).toBe('kit')
    expect(roleFilter('kit')).toEqual({ label: [`${ROLE}=kit`] })
  })

  it('the machine is said in a word that tells nothing of it', () =>
    expect(machine).toMatch(/^[0-9a-f]{16}$/))
})
