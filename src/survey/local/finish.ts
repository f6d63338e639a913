import type { Database } from 'better-sqlite3'
import type { SurveyResult } from '../../model/survey.ts'
import { SurveyError } from '../error.ts'
import { storeResult } from '../rows.ts'

const INSERT = `
  INSERT INTO results (survey, position, version, integrity, verdict, basis, packages, imported, reason, attempts,
                       milliseconds, finished_at, lists)
  SELECT t.survey, t.position, @version, @integrity, @verdict, @basis, @packages, @imported, @reason, @attempts,
         @milliseconds, @finishedAt, @lists
  FROM targets AS t WHERE t.survey = @survey AND t.position = @position
  ON CONFLICT DO NOTHING`
const COUNT = `
  UPDATE surveys SET done = done + 1,
    suspicious = suspicious + (@verdict = 'suspicious'),
    malicious = malicious + (@verdict = 'malicious'),
    inconclusive = inconclusive + (@verdict = 'inconclusive')
  WHERE number = @survey`

/** The result and the counts together, or neither. */
export function finishTarget(
  database: Database,
  { id, survey }: { readonly id: string; readonly survey: number },
  result: SurveyResult,
): boolean {
  return database
    .transaction(() => {
      const { changes } = database.prepare(INSERT).run({ survey, ...storeResult(result) })
      if (changes === 0) {
        requireTarget(database, survey, id, result.position)
        return false
      }
      database.prepare(COUNT).run({ survey, verdict: result.verdict })
      return true
    })
    .immediate()
}

function requireTarget(database: Database, survey: number, id: string, position: number): void {
  const there = database
    .prepare('SELECT 1 FROM targets WHERE survey = ? AND position = ?')
    .get(survey, position)
  if (there !== undefined) return
  throw new SurveyError(
    'survey-target-unknown',
    `survey ${id} has no target ${position}`,
    'dsca survey list has the surveys',
  )
}
