import { type SqliteFault, sqliteFault } from '../../shared/sqlite/fault.ts'
import { SurveyError, type SurveyErrorCode } from '../error.ts'

const ERRORS: Readonly<Record<SqliteFault, { readonly is: SurveyErrorCode; readonly hint: string }>> = {
  corrupt: { is: 'surveys-corrupt', hint: 'Move the file away, and start the survey again' },
  busy: { is: 'surveys-busy', hint: 'Another program holds the file: try again when it is done' },
  unwritable: {
    is: 'surveys-unwritable',
    hint: 'Check its permissions and the disk, or name another place with --history',
  },
  driver: {
    is: 'surveys-driver',
    hint: 'Build the database driver: npm rebuild better-sqlite3 --ignore-scripts=false',
  },
  other: { is: 'surveys-failed', hint: 'dsca doctor looks at the machine more closely' },
}

export function toSurveyError(place: string, cause: unknown): SurveyError {
  if (cause instanceof SurveyError) return cause
  const said = cause instanceof Error ? cause.message : String(cause)
  const { is, hint } = ERRORS[sqliteFault(cause)]
  return new SurveyError(is, `the surveys ${place}: ${said}`, hint, { cause })
}
