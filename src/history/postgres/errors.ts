import { DatabaseError, type DatabaseFault, toDatabaseError } from '../../shared/postgres/error.ts'
import { HistoryError, type HistoryErrorCode } from '../error.ts'

const ELSEWHERE = 'name another history with --safe-history=PATH (dsca: --history)'

/** What a fault of the database means for the history, and what to do. */
const FAULTS: Readonly<Record<DatabaseFault, readonly [HistoryErrorCode, hint: string]>> = {
  unreachable: ['history-unreachable', `Is it running, and reachable from here? Else ${ELSEWHERE}`],
  login: ['history-login', 'Check user, password (PGPASSWORD, ~/.pgpass), database and certificates'],
  denied: ['history-unwritable', 'The role lacks a right: docs/team.md has the grants'],
  full: ['history-unwritable', 'The disk of the database is full'],
  conflict: ['history-busy', 'Others are writing the same: try again'],
  absent: ['history-corrupt', 'Something of its schema is gone: restore it, or drop the schema safe_npm'],
  newer: ['history-newer', `Update safe-npm, or ${ELSEWHERE}`],
  foreign: ['history-corrupt', 'Name another database: --safe-history=postgres://… (dsca: --history)'],
  other: ['history-failed', 'dsca doctor looks at it more closely'],
}

/** What is thrown where stored bytes are no report of ours. */
const DAMAGED = /^(Z_DATA_ERROR|Z_BUF_ERROR|ERR_BUFFER_TOO_LARGE)$/

/** Runs database code; whatever it throws leaves as a HistoryError. */
export async function guarded<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw toHistoryError(place, cause)
  }
}

/** The same where the work reads what somebody else made: what that throws leaves as it came. */
export async function guardedDatabase<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof DatabaseError ? toHistoryError(place, cause) : cause
  }
}

function toHistoryError(place: string, cause: unknown): HistoryError {
  if (cause instanceof HistoryError) return cause
  if (cause instanceof SyntaxError || DAMAGED.test(codeOf(cause))) {
    const hint = 'Other scans may still be read'
    return new HistoryError('history-corrupt', `a record of the history ${place} is damaged`, hint, { cause })
  }
  const error = toDatabaseError(cause)
  const [code, hint] = FAULTS[error.fault]
  return new HistoryError(code, `the history ${place}: ${error.message}`, hint, { cause })
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
