import type { Database } from '../../shared/postgres/database.ts'
import { SurveyError } from '../error.ts'
import { guarded } from '../postgres/errors.ts'
import { SCHEMA } from './boss.ts'
import { queueOf } from './job.ts'
import { EXPIRY_SECONDS } from './pg-boss-queue.ts'

const TAKEN = `
  SELECT count(*)::int AS count FROM ${SCHEMA}.job
  WHERE name = $1 AND state = 'active' AND started_on > now() - $2 * interval '1 second'`

/**
 * How many targets are held by workers that give signs of life. Makes no queue where there is none; null where this
 * user may not look into it.
 */
export async function underWay(database: Database, surveyId: string): Promise<number | null> {
  try {
    return await guarded(database.place, () => countTaken(database, surveyId))
  } catch (error) {
    if (error instanceof SurveyError && error.code === 'surveys-unwritable') return null
    throw error
  }
}

async function countTaken({ query }: Database, surveyId: string): Promise<number> {
  const [schema] = await query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    `${SCHEMA}.job`,
  ])
  if (schema?.there !== true) return 0
  const [row] = await query<{ count: number }>(TAKEN, [queueOf(surveyId), EXPIRY_SECONDS])
  return row?.count ?? 0
}
