import { homedir } from 'node:os'
import type { History } from '../history/history.ts'
import { defaultHistoryPath } from '../shared/paths.ts'
import { databasePlace, isDatabaseAddress } from '../shared/postgres/address.ts'
import type { DatabaseOptions } from '../shared/postgres/database.ts'
import { UsageError } from './error.ts'

/** As long as an administrator may need to start a database anew. */
export const DATABASE_PATIENCE_MS = 10 * 60_000

/** Where the history is: what was asked for, else the user's own. */
export function historyPlace(place: string | null): string {
  return place ?? defaultHistoryPath(process.env, homedir())
}

/** Opens the history at a path or in a database. `null`: the user's own. */
export async function openHistory(place: string | null): Promise<History> {
  const where = historyPlace(place)
  if (isDatabaseAddress(where)) return openDatabaseHistory(where)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(where)) {
    throw new UsageError('the history is neither a path nor postgres://…', 'Give a path: --history=FILE')
  }
  // The driver is native code: loaded only by commands that need it.
  const { openSqliteHistory } = await import('../history/sqlite/open.ts')
  try {
    return await openSqliteHistory(where)
  } catch (error) {
    const { withDriverHint } = await import('./driver-hint.ts')
    throw withDriverHint(error)
  }
}

/** For one of many processes that work for hours: a database that is gone for a while is waited for. */
export async function openHistoryPatiently(place: string | null): Promise<History> {
  const where = historyPlace(place)
  if (!isDatabaseAddress(where)) return openHistory(place)
  return openDatabaseHistory(where, { patience: DATABASE_PATIENCE_MS, connections: 2 })
}

/** For whoever watches: a database that does not answer stops nobody from that, and makes nothing known or allowed. */
export async function openHistoryToWatch(
  place: string | null,
  program: 'safe-npm' | 'dsca',
): Promise<History> {
  const where = historyPlace(place)
  if (!isDatabaseAddress(where)) return openHistory(place)
  const { SurvivingHistory } = await import('./watch/surviving-history.ts')
  const open = () => openDatabaseHistory(where)
  return SurvivingHistory.open(where, { open, place: databasePlace(where), program })
}

async function openDatabaseHistory(address: string, options?: DatabaseOptions): Promise<History> {
  if (!URL.canParse(address)) {
    throw new UsageError(
      'the address of the history cannot be read',
      'postgres://USER@HOST:PORT/DATABASE; in a password %40 stands for @, %2F for /, %23 for #, or set PGPASSWORD',
    )
  }
  const { openPostgresHistory } = await import('../history/postgres/open.ts')
  return openPostgresHistory(address, options)
}

/**
 * Opens the history, closes it whatever happens. (A function of its own, because tsc 6.0 forgets to rewrite the
 * endings of dynamic imports in a function that has an `await using`.)
 */
export async function withHistory<T>(
  place: string | null,
  work: (history: History) => Promise<T>,
): Promise<T> {
  return withOpened(await openHistory(place), work)
}

/** The same for what watches. */
export async function withHistoryToWatch<T>(
  place: string | null,
  work: (history: History) => Promise<T>,
): Promise<T> {
  return withOpened(await openHistoryToWatch(place, 'dsca'), work)
}

async function withOpened<T>(opened: History, work: (history: History) => Promise<T>): Promise<T> {
  await using history = opened
  return await work(history)
}
