import { resolve } from 'node:path'
import { openSqliteFile } from '../../shared/sqlite/open.ts'
import type { SurveyStore } from '../store.ts'
import { toSurveyError } from './errors.ts'
import { migrateSurveys } from './schema.ts'
import { SqliteSurveys } from './sqlite-surveys.ts'

/** How long a statement waits for another process: three million targets are copied in some ten seconds. */
const BUSY_TIMEOUT = 60_000

/** Opens the surveys at this path, and creates the file (for the user alone) where there is none. */
export async function openSqliteSurveys(path: string): Promise<SurveyStore> {
  const place = resolve(path)
  try {
    return new SqliteSurveys(await openSqliteFile(place, BUSY_TIMEOUT, migrateSurveys))
  } catch (error) {
    throw toSurveyError(place, error)
  }
}
