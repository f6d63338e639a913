import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SurveyProgress, SurveyResult } from '../../src/model/survey.ts'
import { openPostgresSurveys } from '../../src/survey/postgres/open.ts'
import { cli, dscaJson, startCli } from '../helpers/cli.ts'
import { PASSWORD, startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { type Running, until } from '../helpers/run.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { essence, resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

/** 2,000 in the full run: SAFE_NPM_TEST_SURVEY=2000. */
const COUNT = Number(process.env.SAFE_NPM_TEST_SURVEY ?? 150)
const SECONDS = 120 + COUNT
/** Targets that one worker has under way. */
const IN_FLIGHT = 6
const HERE = ['--workers', '1', '--boxes', '1']

let registry: SurveyRegistry
let postgres: TestPostgres
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 11, count: COUNT, scripted: 0.1 })
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

/** A machine of its own: home, cache, temporary folder. */
async function machine(address: string | null): Promise<World> {
  const world = await createWorld({ registry, env: address === null ? {} : { SAFE_NPM_HISTORY: address } })
  await world.write('names.txt', `${registry.packages.names().join('\n')}\n`)
  return world
}

async function sharedResults(address: string): Promise<SurveyResult[]> {
  await using store = await openPostgresSurveys(address)
  const [survey] = await store.surveys()
  const results: SurveyResult[] = []
  for await (const one of store.results(survey?.plan.id ?? '')) results.push(one)
  return results
}

async function progressOf(address: string): Promise<SurveyProgress | undefined> {
  await using store = await openPostgresSurveys(address)
  return (await store.surveys())[0]?.progress
}

const worker = (world: World): Running => startCli(world, 'dsca', ['worker', ...HERE], { timeout: SECONDS })

async function end(running: Running): Promise<string> {
  running.child.kill('SIGTERM')
  const { code, stderr } = await running.result
  expect(code, stderr).toBe(0)
  return stderr
}

describe('three workers on one database', () => {
  test('share a survey; one is killed, the database stops for ten seconds, and the result is that of one machine', {
    timeout: SECONDS * 2_000,
  }, async () => {
    await using alone = await machine(null)
    const local = await cli(alone, 'dsca', ['survey', 'start', 'names.txt'], { timeout: SECONDS })
    expect(local.code, local.stderr).toBe(0)

    const address = await postgres.newDatabase()
    await using starter = await machine(address)
    await using first = await machine(address)
    await using second = await machine(address)
    await using third = await machine(address)
    const start = startCli(starter, 'dsca', ['survey', 'start', 'names.txt', '--json'], {
      timeout: SECONDS,
    })
    const [killed, ...living] = [worker(first), worker(second), worker(third)]
    const done = (share: number) =>
      until(
        `${share} of all`,
        async () => ((await progressOf(address).catch(() => undefined))?.done ?? 0) >= COUNT * share,
        SECONDS,
      )
    await done(0.25)
    killed?.child.kill('SIGKILL')
    await done(0.5)
    await postgres.stop()
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    await postgres.start()
    const { code, stdout, stderr } = await start.result
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout).progress).toMatchObject({
      state: 'done',
      total: COUNT,
      done: COUNT,
      waiting: 0,
    })
    const said = await Promise.all(living.map(end))
    expect(said.join('')).not.toContain(PASSWORD)

    const [mine, theirs] = [await resultsOf(alone), await sharedResults(address)]
    expect(essence(theirs)).toEqual(essence(mine))
    // Nothing ran twice but what the dead one had under way, or had recorded and not finished.
    const watched = theirs.filter(({ basis }) => basis === 'watched')
    expect(new Set(watched.map(({ scanIds }) => scanIds[0])).size).toBe(watched.length)
    const { json } = await dscaJson<{ scans: object[] }>(starter, ['history', '--limit', '100000'])
    expect(json.scans.length - watched.length).toBeLessThanOrEqual(IN_FLIGHT)
    expect(theirs.filter(({ attempts }) => attempts > 1).length).toBeLessThanOrEqual(3 * IN_FLIGHT)
  })

  test('pause, resume and cancel from anywhere', { timeout: SECONDS * 1_000 }, async () => {
    const address = await postgres.newDatabase()
    await using starter = await machine(address)
    await using other = await machine(address)
    const start = startCli(starter, 'dsca', ['survey', 'start', 'names.txt'], { timeout: SECONDS })
    const working = worker(other)
    const some = (more: number) =>
      until('some results', async () => ((await progressOf(address))?.done ?? 0) > more, SECONDS)
    await some(0)
    const id = (await dscaJson<{ plan: { id: string } }>(other, ['survey', 'status'])).json.plan.id
    await until('word of the worker', async () =>
      /under way {5}[1-9]/.test((await cli(starter, 'dsca', ['survey', 'status'])).stdout),
    )
    expect((await cli(other, 'dsca', ['survey', 'pause', id])).code).toBe(0)
    expect((await start.result).code).toBe(130)
    // What was under way ends, and then nothing more comes.
    const still = await until('an end', async () => {
      const before = (await progressOf(address))?.done ?? 0
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      return ((await progressOf(address))?.done ?? 0) === before && { before }
    })
    const resumed = startCli(starter, 'dsca', ['survey', 'resume', id], { timeout: SECONDS })
    await some(still.before)
    expect((await cli(starter, 'dsca', ['survey', 'cancel', id])).code).toBe(0)
    const { code, stderr } = await resumed.result
    expect(code, stderr).toBe(130)
    expect((await progressOf(address))?.state).toBe('cancelled')
    expect(await end(working)).toContain('ended, having looked at')
  })

  test('--work needs nobody else', { timeout: SECONDS * 1_000 }, async () => {
    const address = await postgres.newDatabase()
    await using world = await machine(address)
    const limit = ['--limit', '20', '--work', ...HERE]
    const { code, stderr, stdout } = await cli(world, 'dsca', ['survey', 'start', 'names.txt', ...limit])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/looked at\s+20 of 20/)
  })

  test('a worker without a database says what it needs', async () => {
    await using world = await machine(null)
    const { code, stderr } = await cli(world, 'dsca', ['worker'])
    expect(code).toBe(104)
    expect(stderr).toContain('dsca worker --history=postgres://')
    const dead = await cli(world, 'dsca', ['worker', '--history=postgres://u:secret-word@127.0.0.1:9/x'])
    expect(dead.code).toBe(105)
    expect(dead.stderr).toMatch(/postgres:\/\/u@127.0.0.1:9\/x: connect ECONNREFUSED/)
    expect(dead.stderr).not.toContain('secret-word')
  })
})
