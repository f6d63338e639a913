/** Closed list. Whatever goes wrong with the history, no package becomes known by it. */
export type HistoryErrorCode =
  /** A newer safe-npm has written it. */
  | 'history-newer'
  /** Not a database, damaged, or a record that is not what was written. */
  | 'history-corrupt'
  /** It cannot be created, opened or written: permissions, a full disk. */
  | 'history-unwritable'
  /** The database does not answer, or the connection to it was lost. */
  | 'history-unreachable'
  /** The database answers, and does not let this user in. */
  | 'history-login'
  /** Another process held it for too long. */
  | 'history-busy'
  /** The database driver cannot be loaded. */
  | 'history-driver'
  /** The beginning of a scan's id fits several scans. */
  | 'scan-id-ambiguous'
  /** A scan of this id is there already. */
  | 'scan-id-taken'
  /** What was to be taken in says of a package's bytes what is known to be wrong. */
  | 'import-contradicts'
  /** Anything else the database says. */
  | 'history-failed'

export class HistoryError extends Error {
  override readonly name = 'HistoryError'
  readonly code: HistoryErrorCode
  /** What the user can do. */
  readonly hint: string

  constructor(code: HistoryErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
