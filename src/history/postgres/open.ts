import { type DatabaseOptions, openDatabase } from '../../shared/postgres/database.ts'
import { migrate, type SchemaPart } from '../../shared/postgres/migrate.ts'
import type { History } from '../history.ts'
import { SCHEMA_VERSION } from '../migrations/migration.ts'
import { guarded } from './errors.ts'
import { PostgresHistory } from './postgres-history.ts'

const PART: SchemaPart = {
  name: 'history',
  version: SCHEMA_VERSION,
  steps: async () => {
    const { MIGRATIONS } = await import('../migrations/index.ts')
    return MIGRATIONS.map(({ postgres }) => postgres)
  },
}

/** Opens the history in this database (`postgres://…`), and creates its schema where there is none. */
export async function openPostgresHistory(address: string, options: DatabaseOptions = {}): Promise<History> {
  const database = openDatabase(address, options)
  try {
    await guarded(database.place, () => migrate(database, PART))
    return new PostgresHistory(database)
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error
  }
}
