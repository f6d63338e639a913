import { resolve } from 'node:path'
import { openSqliteFile } from '../../shared/sqlite/open.ts'
import type { History } from '../history.ts'
import { toHistoryError } from './errors.ts'
import { migrate } from './migrate.ts'
import { SqliteHistory } from './sqlite-history.ts'

/** How long a statement waits for another process: a scan of 600 packages is written in some 10 ms. */
const BUSY_TIMEOUT = 5_000

/** Opens the history at this path, and creates it (for the user alone) where there is none. */
export async function openSqliteHistory(path: string): Promise<History> {
  const place = resolve(path)
  try {
    return new SqliteHistory(await openSqliteFile(place, BUSY_TIMEOUT, migrate))
  } catch (error) {
    throw toHistoryError(place, error)
  }
}
