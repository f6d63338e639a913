import { type SqliteFault, sqliteFault } from '../../shared/sqlite/fault.ts'
import { HistoryError, type HistoryErrorCode } from '../error.ts'

/** Runs database code; whatever it throws leaves as a HistoryError. */
export function guarded<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw toHistoryError(place, cause)
  }
}

export function toHistoryError(place: string, cause: unknown): HistoryError {
  if (cause instanceof HistoryError) return cause
  const said = cause instanceof Error ? cause.message : String(cause)
  const { is, hint } = ERRORS[sqliteFault(cause)]
  return new HistoryError(is, `the history ${place}: ${said}`, hint, { cause })
}

const ERRORS: Readonly<Record<SqliteFault, { readonly is: HistoryErrorCode; readonly hint: string }>> = {
  corrupt: { is: 'history-corrupt', hint: 'Move the file away: packages are then watched again' },
  busy: { is: 'history-busy', hint: 'Another program holds the file: try again when it is done' },
  unwritable: {
    is: 'history-unwritable',
    hint: 'Check its permissions and the disk, or name another with --safe-history=PATH (dsca: --history)',
  },
  driver: {
    is: 'history-driver',
    hint: 'Build the database driver: npm rebuild better-sqlite3 --ignore-scripts=false',
  },
  other: { is: 'history-failed', hint: 'dsca doctor looks at it more closely' },
}
