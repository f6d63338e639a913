import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/shared/postgres/database.ts'
import { PgBossQueue } from '../../src/survey/pg-boss/pg-boss-queue.ts'
import { underWay } from '../../src/survey/pg-boss/under-way.ts'
import { openPostgresSurveys } from '../../src/survey/postgres/open.ts'
import type { SurveyQueue } from '../../src/survey/queue.ts'
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { until } from '../helpers/run.ts'
import { surveyQueueContract } from './survey-queue-contract.ts'
import { planOf, resultOf, SURVEY, targetsOf } from './survey-store-contract.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

/** A worker that dies is missed within seconds. */
const QUICK = { expirySeconds: 2, heartbeatMs: 500 }

async function newPlace(times = QUICK) {
  const address = await postgres.newDatabase()
  const store = await openPostgresSurveys(address, { patience: 60_000 })
  const databases: (Database | null)[] = []
  return {
    address,
    store,
    open: async (): Promise<SurveyQueue> => {
      const database = openDatabase(address, { patience: 60_000, connections: 3 })
      databases.push(database)
      return PgBossQueue.open(database, store, times)
    },
    /** Cuts a worker off, as a kill does: it says nothing any more. */
    kill: async (at: number) => {
      await databases[at]?.[Symbol.asyncDispose]()
      databases[at] = null
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of databases) await one?.[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

describe('the queue of pg-boss keeps the contract', () => {
  surveyQueueContract(() => newPlace())
})

describe('several workers', () => {
  it('start at once, and share a survey without giving out a target twice', async () => {
    await using place = await newPlace({ expirySeconds: 60, heartbeatMs: 5_000 })
    const total = 2_503
    await place.store.create(planOf(SURVEY), targetsOf(total))
    const queues = await Promise.all(Array.from({ length: 5 }, () => place.open()))
    const seen: number[] = []
    await Promise.all(
      queues.map(async (queue) => {
        await queue.start(SURVEY)
        for (;;) {
          const jobs = await queue.take(20)
          if (jobs.length === 0) return
          for (const job of jobs) {
            seen.push(job.target.position)
            await place.store.finish(SURVEY, resultOf(job.target))
            await queue.done(job)
          }
        }
      }),
    )
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, n) => n))
    expect((await place.store.survey(SURVEY))?.progress).toMatchObject({ done: total, waiting: 0 })
    for (const queue of queues) await queue[Symbol.asyncDispose]()
  })

  it('take over from one that died, and not from one that lives', async () => {
    await using place = await newPlace()
    await place.store.create(planOf(SURVEY), targetsOf(4))
    const [dies, lives] = await Promise.all([place.open(), place.open()])
    for (const queue of [dies, lives]) await queue.start(SURVEY)
    const taken = await dies.take(2)
    const kept = await lives.take(2)
    expect(await lives.take(4)).toEqual([])
    await place.kill(0)
    const again = await until('its jobs', async () => {
      const jobs = await lives.take(4)
      return jobs.length > 0 && jobs
    })
    // The rest of them, should they have come one by one.
    const rest = await lives.take(4)
    expect([...again, ...rest].map(({ target, attempt }) => [target.position, attempt]).sort()).toEqual(
      taken.map(({ target }) => [target.position, 2]).sort(),
    )
    expect(await lives.running(SURVEY)).toBe(4)
    for (const job of [...kept, ...again, ...rest]) {
      await place.store.finish(SURVEY, resultOf(job.target))
      await lives.done(job)
    }
    expect(await lives.running(SURVEY)).toBe(0)
    expect(await lives.lost()).toEqual([])
    await lives[Symbol.asyncDispose]()
  })

  it('are counted by what those have that live', async () => {
    await using place = await newPlace({ expirySeconds: 60, heartbeatMs: 5_000 })
    await place.store.create(planOf(SURVEY), targetsOf(5))
    const database = openDatabase(place.address)
    expect(await underWay(database, SURVEY)).toBe(0)
    const queue = await place.open()
    await queue.start(SURVEY)
    expect(await underWay(database, SURVEY)).toBe(0)
    await queue.take(3)
    expect(await underWay(database, SURVEY)).toBe(3)
    await database.query(
      `UPDATE safe_npm_queue.job SET started_on = now() - interval '46 seconds' WHERE state = 'active'`,
    )
    expect(await underWay(database, SURVEY)).toBe(0)
    // Who may only read the surveys is not told.
    await database.query('REVOKE USAGE ON SCHEMA safe_npm_queue FROM current_user')
    expect(await underWay(database, SURVEY)).toBeNull()
    await database.query('GRANT USAGE ON SCHEMA safe_npm_queue TO current_user')
    await database[Symbol.asyncDispose]()
  })

  it('are told of what no worker came back from', async () => {
    await using place = await newPlace()
    await place.store.create(planOf(SURVEY), targetsOf(1))
    for (const at of [0, 1]) {
      const queue = await place.open()
      await queue.start(SURVEY)
      await until('the job', async () => (await queue.take(1)).length > 0)
      await place.kill(at)
    }
    const queue = await place.open()
    await queue.start(SURVEY)
    const [job] = await until('the lost job', async () => {
      expect(await queue.take(1)).toEqual([])
      const jobs = await queue.lost()
      return jobs.length > 0 && jobs
    })
    expect(job).toMatchObject({ surveyId: SURVEY, target: { position: 0 }, attempt: 2 })
    if (job === undefined) return
    await place.store.finish(SURVEY, resultOf(job.target, { verdict: 'inconclusive', basis: 'none' }))
    await queue.done(job)
    expect(await queue.lost()).toEqual([])
    await queue.stop(SURVEY)
    await queue[Symbol.asyncDispose]()
  })

  it('leave what they hold to the others when they go', async () => {
    await using place = await newPlace({ expirySeconds: 600, heartbeatMs: 5_000 })
    await place.store.create(planOf(SURVEY), targetsOf(3))
    const [goes, stays] = await Promise.all([place.open(), place.open()])
    for (const queue of [goes, stays]) await queue.start(SURVEY)
    expect(await goes.take(3)).toHaveLength(3)
    await goes[Symbol.asyncDispose]()
    expect((await stays.take(3)).map(({ attempt }) => attempt)).toEqual([1, 1, 1])
    await stays[Symbol.asyncDispose]()
  })

  it('wait for a database that is started anew', async () => {
    await using place = await newPlace({ expirySeconds: 60, heartbeatMs: 200 })
    await place.store.create(planOf(SURVEY), targetsOf(40))
    const queue = await place.open()
    await queue.start(SURVEY)
    const seen: number[] = []
    const working = (async () => {
      for (let jobs = await queue.take(2); jobs.length > 0; jobs = await queue.take(2))
        for (const job of jobs) {
          seen.push(job.target.position)
          await place.store.finish(SURVEY, resultOf(job.target))
          await queue.done(job)
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
    })()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await postgres.stop()
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await postgres.start()
    await working
    const { progress } = (await place.store.survey(SURVEY)) ?? {}
    // What was taken just when the connection was lost comes back after its time.
    expect((progress?.done ?? 0) + (await queue.running(SURVEY))).toBe(40)
    expect(new Set(seen).size).toBe(seen.length)
    await queue[Symbol.asyncDispose]()
  })
})
