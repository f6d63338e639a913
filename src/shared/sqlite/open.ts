import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { sqliteFault } from './fault.ts'

/** Changing a new file to WAL does not wait as statements do: several first runs at once must. */
const ATTEMPTS = 50
const PAUSE = 20

/** Opens the database at this path, and creates it (for the user alone) where there is none. */
export async function openSqliteFile(
  place: string,
  /** How long a statement waits for another process, in milliseconds. */
  busyTimeout: number,
  migrate: (database: Database) => Promise<void> | void,
): Promise<Database> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(place, busyTimeout, migrate)
    } catch (error) {
      if (sqliteFault(error) !== 'busy' || attempt === ATTEMPTS) throw error
      await setTimeout(PAUSE)
    }
  }
}

async function openOnce(
  place: string,
  timeout: number,
  migrate: (database: Database) => Promise<void> | void,
): Promise<Database> {
  createFile(place)
  const database = new SqliteDatabase(place, { timeout })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    await migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** What is in it says what this user has installed; and whoever could write it could make packages known. */
function createFile(place: string): void {
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
  closeSync(openSync(place, 'a', 0o600))
}
