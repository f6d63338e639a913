import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresHistory } from '../../src/history/postgres/open.ts'
import type { SurveyTarget } from '../../src/model/survey.ts'
import { openPostgresSurveys } from '../../src/survey/postgres/open.ts'
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { planOf, resultOf, SURVEY, surveyId, surveyStoreContract, targetOf } from './survey-store-contract.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

async function newPlace() {
  const address = await postgres.newDatabase()
  return { address, open: () => openPostgresSurveys(address), [Symbol.asyncDispose]: async () => {} }
}

describe('PostgreSQL keeps the contract', () => {
  surveyStoreContract(newPlace)
})

it('lives beside the history, whoever comes first, ten at once', async () => {
  const { address } = await newPlace()
  const opened = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      n % 2 === 0 ? openPostgresHistory(address) : openPostgresSurveys(address),
    ),
  )
  for (const one of opened) await one[Symbol.asyncDispose]()
})

it('a damaged row is an error, not a result', async () => {
  const { address, open } = await newPlace()
  await using store = await open()
  await store.create(planOf(SURVEY), [targetOf(0)])
  await store.finish(SURVEY, resultOf(targetOf(0)))
  await postgres.sql(new URL(address).pathname.slice(1), `UPDATE safe_npm.survey_results SET lists = '{'`)
  await expect(store.results(SURVEY).next()).rejects.toMatchObject({ code: 'surveys-corrupt' })
})

it('keeps nothing of a survey whose names could not be read to the end', async () => {
  await using store = await (await newPlace()).open()
  async function* broken() {
    yield targetOf(0)
    throw new Error('the list is cut short')
  }
  await expect(store.create(planOf(SURVEY), broken())).rejects.toThrow('the list is cut short')
  expect(await store.surveys()).toEqual([])
})

it('takes 300,000 targets in seconds without holding them', { timeout: 90_000 }, async () => {
  function* many(): Generator<SurveyTarget> {
    for (let n = 0; n < 300_000; n++) yield targetOf(n, { name: `a-usual-name-${n}`, downloads: n })
  }
  await using store = await (await newPlace()).open()
  const before = process.memoryUsage().rss
  const began = performance.now()
  await store.create(planOf(surveyId(7)), many())
  expect(performance.now() - began).toBeLessThan(40_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
})
