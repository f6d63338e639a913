import { type DatabaseOptions, openDatabase } from '../../shared/postgres/database.ts'
import { migrate } from '../../shared/postgres/migrate.ts'
import type { SurveyStore } from '../store.ts'
import { guarded } from './errors.ts'
import { PostgresSurveys } from './postgres-surveys.ts'
import { SURVEYS_PART } from './schema.ts'

/** Opens the surveys in this database (`postgres://…`), and creates their tables where there are none. */
export async function openPostgresSurveys(
  address: string,
  options: DatabaseOptions = {},
): Promise<SurveyStore> {
  const database = openDatabase(address, options)
  try {
    await guarded(database.place, () => migrate(database, SURVEYS_PART))
    return new PostgresSurveys(database)
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error
  }
}
