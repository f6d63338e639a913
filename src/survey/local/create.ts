import type { Database } from 'better-sqlite3'
import type { SurveyPlan, SurveyTarget } from '../../model/survey.ts'
import { chunks, type Targets } from '../chunks.ts'
import { SurveyError } from '../error.ts'
import { storeTarget } from '../rows.ts'

/**
 * Names may come slowly (a search, counts of downloads), and nobody else may write while a transaction is open: they
 * are gathered in a table of this connection's own first, and copied in one go.
 */
export async function createSurvey(
  database: Database,
  number: number,
  plan: SurveyPlan,
  targets: Targets,
): Promise<void> {
  const staged = `staged_${number}`
  database.pragma('temp_store = FILE')
  database.exec(
    `CREATE TEMP TABLE ${staged} (position INTEGER PRIMARY KEY, name TEXT NOT NULL, spec TEXT, downloads INTEGER) STRICT`,
  )
  try {
    const total = await gather(database, staged, targets)
    database.transaction(() => copy(database, staged, plan, total)).immediate()
  } finally {
    database.exec(`DROP TABLE ${staged}`)
  }
}

async function gather(database: Database, staged: string, targets: Targets): Promise<number> {
  const insert = database.prepare(`INSERT INTO ${staged} VALUES (@position, @name, @spec, @downloads)`)
  const insertAll = database.transaction((rows: readonly SurveyTarget[]) => {
    for (const row of rows) insert.run(storeTarget(row))
  })
  let total = 0
  for await (const rows of chunks(targets)) {
    insertAll(rows)
    total += rows.length
    await new Promise(setImmediate)
  }
  return total
}

function copy(database: Database, staged: string, plan: SurveyPlan, total: number): void {
  const { changes, lastInsertRowid } = database
    .prepare(
      `INSERT INTO surveys (id, started_at, state, plan, total) VALUES (?, ?, 'running', ?, ?)
       ON CONFLICT (id) DO NOTHING`,
    )
    .run(plan.id, plan.startedAt, JSON.stringify(plan), total)
  if (changes === 0)
    throw new SurveyError('survey-id-taken', `survey ${plan.id} is there already`, 'Try again')
  database
    .prepare(
      `INSERT INTO targets (survey, position, name, spec, downloads)
       SELECT ?, position, name, spec, downloads FROM ${staged} ORDER BY position`,
    )
    .run(lastInsertRowid)
}
