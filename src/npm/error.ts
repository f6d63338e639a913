export type NpmErrorCode =
  /** No npm was found on this machine. */
  | 'npm-not-found'
  /** The npm that was found has not the methods that we guard. */
  | 'door-missing'
  /** A package links a folder that comes with a package: what is there now is not what will run. */
  | 'link-into-package'
  /** npm's own command for script approvals failed. */
  | 'approval-failed'

/** npm could not be found or guarded. `hint` says what to type. */
export class NpmError extends Error {
  readonly code: NpmErrorCode
  readonly hint: string

  constructor(code: NpmErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NpmError'
    this.code = code
    this.hint = hint
  }
}

/**
 * Ends the npm command that is running. npm takes its exit code from `errno`, rolls back and releases its
 * locks as after any other error; what the user needs to know has been printed already.
 */
export class StopNpm extends Error {
  readonly code = 'ESAFENPM'
  readonly errno: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.name = 'StopNpm'
    this.errno = exitCode
  }
}
