import { join } from 'node:path'
import { openSqliteHistory } from '../../src/history/sqlite/open.ts'
import { openSqliteSurveys } from '../../src/survey/local/open.ts'
import { PLAN, type Seeded } from './survey-results.ts'

/** A finished survey in a folder, as `dsca survey` leaves it; the path of its history. */
export async function storeSurvey(folder: string, { results, reports }: Seeded): Promise<string> {
  const path = join(folder, 'history.db')
  await using history = await openSqliteHistory(path)
  const context = { platform: PLAN.platform, sensor: PLAN.sensor }
  for (const report of reports.values()) {
    await history.record({ report, command: PLAN.command, outcome: 'scanned', known: [] }, context)
  }
  await using surveys = await openSqliteSurveys(join(folder, 'history-surveys.db'))
  await surveys.create(PLAN, results)
  for (const result of results) await surveys.finish(PLAN.id, result)
  await surveys.setState(PLAN.id, 'done')
  return path
}
