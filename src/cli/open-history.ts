import { homedir } from 'node:os'
import type { History } from '../history/history.ts'
import { defaultHistoryPath } from '../shared/paths.ts'
import { UsageError } from './error.ts'

/** Where the history is: what was asked for, else the user's own. */
export function historyPlace(place: string | null): string {
  return place ?? defaultHistoryPath(process.env, homedir())
}

/** Opens the history at a path (or, later, of a database). `null`: the user's own. */
export async function openHistory(place: string | null): Promise<History> {
  const where = historyPlace(place)
  if (/^postgres(ql)?:\/\//i.test(where)) {
    throw new UsageError('a history in PostgreSQL is not yet in this version', 'Give a path: --history=FILE')
  }
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

/**
 * Opens the history, closes it whatever happens. (A function of its own, because tsc 6.0 forgets to rewrite the
 * endings of dynamic imports in a function that has an `await using`.)
 */
export async function withHistory<T>(
  place: string | null,
  work: (history: History) => Promise<T>,
): Promise<T> {
  await using history = await openHistory(place)
  return await work(history)
}
