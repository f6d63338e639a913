/** Closed list. Whatever goes wrong with a survey's store, no package is counted as looked at. */
export type SurveyErrorCode =
  /** There is no survey of this id. */
  | 'survey-unknown'
  /** The beginning of an id fits several surveys. */
  | 'survey-ambiguous'
  /** A survey of this id is there already. */
  | 'survey-id-taken'
  /** The survey has no such target. */
  | 'survey-target-unknown'
  /** A newer safe-npm has written it. */
  | 'surveys-newer'
  /** Not a database, damaged, or a row that is not what was written. */
  | 'surveys-corrupt'
  /** It cannot be created, opened or written: permissions, a full disk. */
  | 'surveys-unwritable'
  /** The database does not answer, or the connection to it was lost. */
  | 'surveys-unreachable'
  /** The database answers, and does not let this user in. */
  | 'surveys-login'
  /** Another process held it for too long. */
  | 'surveys-busy'
  /** The database driver cannot be loaded. */
  | 'surveys-driver'
  /** Anything else the database says. */
  | 'surveys-failed'
  /** Names or download counts that cannot be had or read. */
  | 'survey-source'

export class SurveyError extends Error {
  override readonly name = 'SurveyError'
  readonly code: SurveyErrorCode
  /** What the user can do. */
  readonly hint: string

  constructor(code: SurveyErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

export function unknownSurvey(id: string): SurveyError {
  return new SurveyError('survey-unknown', `there is no survey ${id}`, 'dsca survey list has them all')
}
