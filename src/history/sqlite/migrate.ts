import type { Database } from 'better-sqlite3'
import { HistoryError } from '../error.ts'
import { SCHEMA_VERSION } from '../migrations/migration.ts'

/** Brings the schema up to date. Two processes may do this at once: the second finds nothing left to do. */
export async function migrate(database: Database): Promise<void> {
  if (versionOf(database) === SCHEMA_VERSION) return
  const { MIGRATIONS } = await import('../migrations/index.ts')
  database
    .transaction(() => {
      const version = versionOf(database)
      if (version === 0) refuseForeign(database)
      for (const step of MIGRATIONS.slice(version)) database.exec(step.sqlite)
      database.pragma(`user_version = ${SCHEMA_VERSION}`)
    })
    .immediate()
}

function versionOf(database: Database): number {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > SCHEMA_VERSION || version < 0) {
    throw new HistoryError(
      'history-newer',
      `the history ${database.name} was written by a newer safe-npm (schema ${version}; this one knows ${SCHEMA_VERSION})`,
      'Update safe-npm, or name another history with --safe-history=PATH (dsca: --history)',
    )
  }
  return version
}

/** A database of another program has tables, but not our version number. */
function refuseForeign(database: Database): void {
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables === 0) return
  throw new HistoryError(
    'history-corrupt',
    `${database.name} is a database of something else`,
    'Name another history with --safe-history=PATH (dsca: --history)',
  )
}
