import type { SurveyResult } from '../../model/survey.ts'
import type { Query } from '../../shared/postgres/database.ts'
import { storableText } from '../../shared/postgres/text.ts'
import { SurveyError } from '../error.ts'
import { storeResult } from '../rows.ts'

/** The result and the counts together, or neither. */
const FINISH = `
  WITH first AS (
    INSERT INTO safe_npm.survey_results (survey, position, version, integrity, verdict, basis, packages, imported,
                                         reason, attempts, milliseconds, finished_at, lists)
    SELECT t.survey, t.position, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
    FROM safe_npm.survey_targets AS t WHERE t.survey = $1 AND t.position = $2
    ON CONFLICT DO NOTHING
    RETURNING verdict
  )
  UPDATE safe_npm.surveys SET done = done + 1,
    suspicious = suspicious + (verdict = 'suspicious')::int,
    malicious = malicious + (verdict = 'malicious')::int,
    inconclusive = inconclusive + (verdict = 'inconclusive')::int
  FROM first WHERE number = $1
  RETURNING number`

export async function finishTarget(
  query: Query,
  { id, survey }: { readonly id: string; readonly survey: number },
  result: SurveyResult,
): Promise<boolean> {
  const row = storeResult(result)
  const text = (value: string | null) => (value === null ? null : storableText(value))
  const counted = await query(FINISH, [
    survey,
    row.position,
    text(row.version),
    text(row.integrity),
    row.verdict,
    row.basis,
    row.packages,
    row.imported,
    text(row.reason),
    row.attempts,
    row.milliseconds,
    row.finishedAt,
    row.lists,
  ])
  if (counted.length > 0) return true
  const there = await query('SELECT FROM safe_npm.survey_targets WHERE survey = $1 AND position = $2', [
    survey,
    row.position,
  ])
  if (there.length > 0) return false
  throw new SurveyError(
    'survey-target-unknown',
    `survey ${id} has no target ${row.position}`,
    'dsca survey list has the surveys',
  )
}
