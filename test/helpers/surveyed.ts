import { join } from 'node:path'
import type { SurveyResult } from '../../src/model/survey.ts'
import { openSqliteSurveys } from '../../src/survey/local/open.ts'
import { foundIn } from './judged.ts'
import type { World } from './world.ts'

/** What a survey of this world's user has come to: the newest, or the one that is named. */
export async function resultsOf(world: World, id?: string): Promise<SurveyResult[]> {
  await using store = await openSqliteSurveys(
    join(world.home, '.local', 'share', 'safe-npm', 'history-surveys.db'),
  )
  const survey = id ?? (await store.surveys())[0]?.plan.id
  if (survey === undefined) return []
  const results: SurveyResult[] = []
  for await (const one of store.results(survey)) results.push(one)
  return results
}

/** What has to be the same wherever and by whomever it was looked at. */
export function essence(results: readonly SurveyResult[]) {
  return results.map((one) => ({
    position: one.position,
    what: `${one.name}@${one.version} ${one.integrity}`,
    verdict: one.verdict,
    packages: one.packages,
    scripted: [...one.scripted].sort(),
    found: [...foundIn(one)].sort(),
    reason: one.reason,
  }))
}
