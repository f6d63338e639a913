import { type DatabaseFault, toDatabaseError } from '../../shared/postgres/error.ts'
import { SurveyError, type SurveyErrorCode } from '../error.ts'

const ELSEWHERE = 'name another place with --history'

const FAULTS: Readonly<Record<DatabaseFault, readonly [SurveyErrorCode, hint: string]>> = {
  unreachable: ['surveys-unreachable', `Is it running, and reachable from here? Else ${ELSEWHERE}`],
  login: ['surveys-login', 'Check user, password (PGPASSWORD, ~/.pgpass), database and certificates'],
  denied: ['surveys-unwritable', 'The role lacks a right: docs/team.md has the grants'],
  full: ['surveys-unwritable', 'The disk of the database is full'],
  conflict: ['surveys-busy', 'Others are writing the same: try again'],
  absent: ['surveys-corrupt', 'Something of its schema is gone: restore it, or drop the schema safe_npm'],
  newer: ['surveys-newer', `Update safe-npm, or ${ELSEWHERE}`],
  foreign: ['surveys-corrupt', 'Name another database: --history=postgres://…'],
  other: ['surveys-failed', 'dsca doctor looks at the database more closely'],
}

/** Runs database code; whatever it throws leaves as a SurveyError. What the names' source throws is its own. */
export async function guarded<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw toSurveyError(place, cause)
  }
}

function toSurveyError(place: string, cause: unknown): SurveyError {
  if (cause instanceof SurveyError) return cause
  if (cause instanceof SyntaxError) {
    const hint = 'Other surveys may still be read'
    return new SurveyError('surveys-corrupt', `a row of the surveys ${place} is damaged`, hint, { cause })
  }
  const error = toDatabaseError(cause)
  const [code, hint] = FAULTS[error.fault]
  return new SurveyError(code, `the surveys ${place}: ${error.message}`, hint, { cause })
}
