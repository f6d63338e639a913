import type PgBoss from 'pg-boss'
import type { Database, Query } from '../../shared/postgres/database.ts'
import { WAITING } from '../postgres/postgres-surveys.ts'
import { readTarget, type TargetRow } from '../rows.ts'
import { executing, SCHEMA } from './boss.ts'
import { type JobData, jobId, queueOf } from './job.ts'

/**
 * Jobs that are put up at once. A queue of millions is slow to take from, because the oldest are looked for among all:
 * the store knows what waits, and the queue holds a window of it.
 */
const WINDOW = 1_000
/** With the survey's number: who fills its queue. */
const LOCK = 726_567_312

interface Filling {
  readonly number: number
  readonly queued: number
  readonly total: number
  readonly state: string
}

const JOBS_WAIT = `SELECT FROM ${SCHEMA}.job WHERE name = $1 AND state < 'active' LIMIT 1`
const JOBS_THERE = `SELECT FROM ${SCHEMA}.job WHERE name = $1 AND state < 'completed' LIMIT 1`

/** Puts up the next targets without a result, where nothing is up. */
export async function fillQueue(database: Database, boss: PgBoss, surveyId: string): Promise<void> {
  await database.transaction(async (query) => {
    const select = 'SELECT number, queued, total, state FROM safe_npm.surveys WHERE id = $1'
    const [found] = await query<Filling>(select, [surveyId])
    if (found === undefined) return
    await query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK, found.number])
    const [survey] = await query<Filling>(select, [surveyId])
    if (survey?.state !== 'running') return
    let from = survey.queued
    while (from < survey.total && !(await jobsWait(query, surveyId))) {
      from = await putUp({ query, boss, surveyId, survey, from })
    }
    if (from !== survey.queued)
      await query('UPDATE safe_npm.surveys SET queued = $2 WHERE number = $1', [survey.number, from])
  })
}

/** Begins again at the first target where nothing is up and nothing taken: what is up or done stays as it is. */
export async function rewindQueue(query: Query, surveyId: string): Promise<void> {
  if ((await query(JOBS_THERE, [queueOf(surveyId)])).length > 0) return
  await query('UPDATE safe_npm.surveys SET queued = 0 WHERE id = $1', [surveyId])
}

/** The survey is over: its queue goes, with what is left in it. */
export async function dropQueue(query: Query, boss: PgBoss, surveyId: string): Promise<void> {
  await query(`DELETE FROM ${SCHEMA}.job WHERE name = $1`, [queueOf(surveyId)])
  await boss.deleteQueue(queueOf(surveyId))
}

async function jobsWait(query: Query, surveyId: string): Promise<boolean> {
  return (await query(JOBS_WAIT, [queueOf(surveyId)])).length > 0
}

async function putUp(filling: {
  readonly query: Query
  readonly boss: PgBoss
  readonly surveyId: string
  readonly survey: Filling
  readonly from: number
}): Promise<number> {
  const { query, boss, surveyId, survey, from } = filling
  const rows = await query<TargetRow>(WAITING, [survey.number, from, WINDOW])
  const last = rows.at(-1)
  if (last === undefined) return survey.total
  const jobs = rows.map(readTarget).map((target) => ({
    id: jobId(surveyId, target.position),
    name: queueOf(surveyId),
    data: { surveyId, target } satisfies JobData,
  }))
  await boss.insert(jobs, { db: executing({ query }) })
  return rows.length < WINDOW ? survey.total : last.position + 1
}
