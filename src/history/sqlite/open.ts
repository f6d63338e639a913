import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { History } from '../history.ts'
import { toHistoryError } from './errors.ts'
import { migrate } from './migrate.ts'
import { SqliteHistory } from './sqlite-history.ts'

/** How long a statement waits for another process: a scan of 600 packages is written in some 10 ms. */
const BUSY_TIMEOUT = 5_000
/** Changing a new file to WAL does not wait as statements do: several first runs at once must. */
const ATTEMPTS = 50
const PAUSE = 20

/** Opens the history at this path, and creates it (for the user alone) where there is none. */
export async function openSqliteHistory(path: string): Promise<History> {
  const place = resolve(path)
  for (let attempt = 1; ; attempt++) {
    try {
      return new SqliteHistory(await openDatabase(place))
    } catch (error) {
      const known = toHistoryError(place, error)
      if (known.code !== 'history-busy' || attempt === ATTEMPTS) throw known
      await setTimeout(PAUSE)
    }
  }
}

async function openDatabase(place: string): Promise<Database> {
  createFile(place)
  const database = new SqliteDatabase(place, { timeout: BUSY_TIMEOUT })
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
