import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SurveyTarget } from '../../src/model/survey.ts'
import { openSqliteSurveys } from '../../src/survey/local/open.ts'
import { planOf, resultOf, SURVEY, surveyStoreContract, targetOf } from './survey-store-contract.ts'

async function sqlitePlace() {
  const folder = await mkdtemp(join(tmpdir(), 'safe-npm-surveys-'))
  const file = join(folder, 'new', 'history-surveys.db')
  return {
    file,
    open: () => openSqliteSurveys(file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

describe('SQLite keeps the contract', () => {
  surveyStoreContract(sqlitePlace)
})

describe('the SQLite file', () => {
  let place: Awaited<ReturnType<typeof sqlitePlace>>
  beforeEach(async () => {
    place = await sqlitePlace()
    await using store = await place.open()
    await store.create(planOf(SURVEY), [targetOf(0)])
  })
  afterEach(() => place[Symbol.asyncDispose]())

  const change = (sql: string) => {
    const database = new Database(place.file)
    database.exec(sql)
    database.close()
  }

  it("is the user's alone", async () => {
    expect((await stat(place.file)).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['a newer schema', 'PRAGMA user_version = 999', 'surveys-newer'],
    ['a database of something else', 'PRAGMA user_version = 0', 'surveys-corrupt'],
  ])('%s is refused', async (_, sql, code) => {
    change(sql)
    await expect(place.open()).rejects.toMatchObject({ name: 'SurveyError', code })
  })

  it('a damaged row is an error, not a result', async () => {
    await using store = await place.open()
    await store.finish(SURVEY, resultOf(targetOf(0)))
    change(`UPDATE results SET lists = '{'`)
    await expect(store.results(SURVEY).next()).rejects.toMatchObject({ code: 'surveys-corrupt' })
  })

  it('takes 300,000 targets in seconds without holding them', { timeout: 60_000 }, async () => {
    function* many(): Generator<SurveyTarget> {
      for (let n = 0; n < 300_000; n++) yield targetOf(n, { name: `a-usual-name-${n}`, downloads: n })
    }
    await using store = await place.open()
    const before = process.memoryUsage().rss
    const began = performance.now()
    await store.create(planOf('01KAAAAAAAAAAAAAAAAAAAAAAA'), many())
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })
})
