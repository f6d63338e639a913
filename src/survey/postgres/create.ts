import type { SurveyPlan, SurveyTarget } from '../../model/survey.ts'
import type { Database, Query } from '../../shared/postgres/database.ts'
import { DatabaseError } from '../../shared/postgres/error.ts'
import { storableText } from '../../shared/postgres/text.ts'
import { chunks, type Targets } from '../chunks.ts'
import { SurveyError } from '../error.ts'
import { storeTarget } from '../rows.ts'

/** One transaction, in which nobody else sees anything of it. Names may come slowly: it holds up nobody. */
export async function createSurvey(database: Database, plan: SurveyPlan, targets: Targets): Promise<void> {
  await database.transaction(async (query, again) => {
    // What has been read of a source does not come once more.
    if (again) throw new DatabaseError('other', 'the connection was lost while the survey was written')
    const [row] = await query<{ number: number }>(
      `INSERT INTO safe_npm.surveys (id, started_at, state, plan) VALUES ($1, $2, 'running', $3)
       ON CONFLICT (id) DO NOTHING RETURNING number`,
      [plan.id, plan.startedAt, JSON.stringify(plan)],
    )
    if (row === undefined)
      throw new SurveyError('survey-id-taken', `survey ${plan.id} is there already`, 'Try again')
    let total = 0
    for await (const rows of chunks(targets)) {
      await insertTargets(query, row.number, rows)
      total += rows.length
    }
    await query('UPDATE safe_npm.surveys SET total = $2 WHERE number = $1', [row.number, total])
  })
}

async function insertTargets(query: Query, survey: number, targets: readonly SurveyTarget[]): Promise<void> {
  const rows = targets.map(storeTarget)
  await query(
    `INSERT INTO safe_npm.survey_targets (survey, position, name, spec, downloads)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[])`,
    [
      survey,
      rows.map(({ position }) => position),
      rows.map(({ name }) => storableText(name)),
      rows.map(({ spec }) => (spec === null ? null : storableText(spec))),
      rows.map(({ downloads }) => downloads),
    ],
  )
}
