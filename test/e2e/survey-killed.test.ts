import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SurveyResult } from '../../src/model/survey.ts'
import { cli, startCli } from '../helpers/cli.ts'
import { randomOf } from '../helpers/generated-packages.ts'
import { descendants } from '../helpers/processes.ts'
import { until } from '../helpers/run.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: SurveyRegistry
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 11, count: 150, scripted: 0.15, foreign: 0.03 })
})
afterAll(() => registry[Symbol.asyncDispose]())

async function worldWithNames(): Promise<World> {
  const world = await createWorld({ registry })
  await world.write('names.txt', registry.packages.names().join('\n'))
  return world
}

/** What a survey says of packages; when, how fast and in which scan is another each time. */
function said(results: readonly SurveyResult[]) {
  return results.map(({ position, name, version, integrity, verdict, packages, scripted, findings }) => {
    const codes = findings.map(({ code, host, address, package: by }) =>
      [code, host ?? address, by].join(' '),
    )
    return {
      position,
      name,
      version,
      integrity,
      verdict,
      packages,
      scripted,
      findings: [...new Set(codes)].sort(),
    }
  })
}

it('killed with -9 five times, it ends as one that nobody disturbed', { timeout: 600_000 }, async () => {
  await using quiet = await worldWithNames()
  const undisturbed = await cli(quiet, 'dsca', ['survey', 'start', 'names.txt'], { timeout: 280 })
  expect(undisturbed.code).toBe(0)

  await using world = await worldWithNames()
  const random = randomOf(Date.now() % 1_000_000)
  const seen = new Map<number, string>()
  let args = ['survey', 'start', 'names.txt']
  for (let kill = 0; kill < 5; kill++) {
    const running = startCli(world, 'dsca', args)
    await setTimeout(1_500 + random() * 3_000)
    process.kill(running.pid, 'SIGKILL')
    await running.result
    const known = await cli(world, 'dsca', ['survey', 'status', '--json'])
    if (known.code === 0) args = ['survey', 'resume']
    // What was finished once stays as it was.
    for (const one of known.code === 0 ? await resultsOf(world) : []) {
      const text = JSON.stringify(one)
      expect(seen.get(one.position) ?? text).toBe(text)
      seen.set(one.position, text)
    }
  }
  const last = await cli(world, 'dsca', args, { timeout: 280 })
  expect(last.code).toBe(0)
  const results = await resultsOf(world)
  for (const one of results) expect(seen.get(one.position) ?? JSON.stringify(one)).toBe(JSON.stringify(one))
  expect(said(results)).toEqual(said(await resultsOf(quiet)))
})

it('killed while it starts or runs, it is told as interrupted, and one at a time goes on with it', async () => {
  await using world = await worldWithNames()
  const status = async () => (await cli(world, 'dsca', ['survey', 'status'])).stdout
  const stateOf = async () => {
    const { code, stdout } = await cli(world, 'dsca', ['survey', 'status', '--json'])
    return code === 0 ? (JSON.parse(stdout).progress.state as string) : null
  }
  const first = startCli(world, 'dsca', ['survey', 'start', 'names.txt'])
  // As soon as there is one: its workers are not ready then.
  expect(await until('the survey', stateOf)).toBe('running')
  expect(await status()).toMatch(/ running .*Stop it: dsca survey pause /s)
  process.kill(first.pid, 'SIGKILL')
  await first.result
  expect(await stateOf()).toBe('interrupted')
  expect(await status()).toMatch(/ interrupted .*Go on: dsca survey resume /s)
  expect((await cli(world, 'dsca', ['survey', 'list'])).stdout).toContain('  interrupted  ')
  expect((await cli(world, 'dsca', ['report'])).stdout).toMatch(/interrupted: \d+ of 150/)

  const second = startCli(world, 'dsca', ['survey', 'resume'], { timeout: 280 })
  await until('it to run', async () => (await stateOf()) === 'running')
  const third = await cli(world, 'dsca', ['survey', 'resume'])
  expect(third.code).toBe(104)
  expect(third.stderr).toContain('another process works on survey')
  expect((await second.result).code).toBe(0)
  expect(await stateOf()).toBe('done')
})

/** The survey's own worker processes. */
function workersOf(pid: number): number[] {
  const own = descendants(pid).filter(
    ({ parent, command }) => parent === pid && command === 'dsca survey worker',
  )
  return own.map((one) => one.pid)
}

it('with its workers killed one after the other, it looks at all the same', async () => {
  await using world = await worldWithNames()
  const running = startCli(world, 'dsca', ['survey', 'start', 'names.txt'], { timeout: 280 })
  const killed = new Set<number>()
  for (let kill = 0; kill < 3; kill++) {
    await until('results', async () => (await resultsOf(world)).length > kill * 10)
    const worker = await until('a worker', () => workersOf(running.pid).find((one) => !killed.has(one)))
    process.kill(worker, 'SIGKILL')
    killed.add(worker)
  }
  expect((await running.result).code).toBe(0)
  const results = await resultsOf(world)
  expect(results.map(({ position }) => position)).toEqual([...registry.packages.names().keys()])
  expect(results.filter(({ verdict, attempts }) => verdict === 'inconclusive' && attempts === 1)).toEqual([])
})
