import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findSurvey } from '../../src/cli/survey/find.ts'
import { readSurvey } from '../../src/cli/survey/read-survey.ts'
import { openSqliteHistory } from '../../src/history/sqlite/open.ts'
import { openSqliteSurveys } from '../../src/survey/local/open.ts'
import { storeSurvey } from '../helpers/seeded-survey.ts'
import { PLAN, seededResults } from '../helpers/survey-results.ts'

it('says how far it has read, and lets others have their turns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'safe-npm-read-'))
  try {
    await using history = await openSqliteHistory(await storeSurvey(folder, seededResults(2_200, 100)))
    await using store = await openSqliteSurveys(join(folder, 'history-surveys.db'))
    const found = await findSurvey(store, PLAN.id)
    const told: number[] = []
    let turns = 0
    const turn = () => {
      turns += 1
      next = setImmediate(turn)
    }
    let next = setImmediate(turn)
    const report = await readSurvey({
      ...{ store, history, found, files: [], withEvidence: true, madeAt: '2026-01-03T00:00:00.000Z' },
      onRead: (count) => told.push(count),
    })
    clearImmediate(next)
    expect(report.totals.done).toBe(2_200)
    expect(told).toEqual([500, 1_000, 1_500, 2_000])
    expect(turns).toBeGreaterThanOrEqual(3)
  } finally {
    await rm(folder, { recursive: true })
  }
})
