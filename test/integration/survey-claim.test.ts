import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { claimSurvey, isClaimed } from '../../src/survey/local/claim.ts'
import { type Compiled, compile } from '../helpers/compile.ts'

const CLAIMER = fileURLToPath(new URL('../helpers/survey-claimer.mjs', import.meta.url))
let compiled: Compiled
beforeAll(async () => {
  compiled = await compile('survey', 'shared', 'model')
})
afterAll(() => compiled[Symbol.asyncDispose]())

let folder: string
let surveys: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safe-npm-claim-'))
  surveys = join(folder, 'history-surveys.db')
})
afterEach(() => rm(folder, { recursive: true }))

/** A process that works on a survey. */
async function another(id: string) {
  const child = fork(CLAIMER, [compiled.url('survey/local/claim.ts'), surveys, id])
  const [got] = await once(child, 'message')
  return { child, got: got as boolean }
}

it('is had by one at a time, and leaves nothing behind', async () => {
  expect(isClaimed(surveys, 'A')).toBe(false)
  const claim = claimSurvey(surveys, 'A')
  expect(isClaimed(surveys, 'A')).toBe(true)
  expect(isClaimed(surveys, 'B')).toBe(false)
  expect(claimSurvey(surveys, 'A')).toBeNull()
  expect((await stat(`${surveys}.A.running`)).mode & 0o777).toBe(0o600)
  claim?.[Symbol.dispose]()
  expect(isClaimed(surveys, 'A')).toBe(false)
  expect(await readdir(folder)).toEqual([])
})

it('is free when its process was killed', async () => {
  const { child, got } = await another('A')
  expect(got).toBe(true)
  expect(isClaimed(surveys, 'A')).toBe(true)
  expect(claimSurvey(surveys, 'A')).toBeNull()
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isClaimed(surveys, 'A')).toBe(false)
  const claim = claimSurvey(surveys, 'A')
  const late = await another('A')
  late.child.kill('SIGKILL')
  expect(late.got).toBe(false)
  claim?.[Symbol.dispose]()
  expect(await readdir(folder)).toEqual([])
})

it('is had by one of many that want it at once', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => another('A')))
  expect(all.filter(({ got }) => got)).toHaveLength(1)
  for (const { child } of all) child.kill('SIGKILL')
})

it('that cannot be made is an error, and nobody has it', () => {
  expect(() => claimSurvey(join(folder, 'none', 'x.db'), 'A')).toThrow('the surveys')
  expect(isClaimed(join(folder, 'none', 'x.db'), 'A')).toBe(false)
})
