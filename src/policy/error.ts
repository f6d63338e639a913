/** Closed list. */
export type PolicyErrorCode =
  | 'policy-not-json'
  /** JSON, but not the shape of a policy file: a missing, wrong, unknown or repeated key. */
  | 'policy-shape'
  | 'policy-effect'
  | 'policy-package'
  /** Not a host name, a wildcard, an address or `*`. */
  | 'policy-host'
  /** A wildcard anywhere but in front (`*.files.example`). */
  | 'policy-wildcard'
  /** Not a range of versions as npm has it. */
  | 'policy-versions'
  /** Not a day. */
  | 'policy-expires'

/** Both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly code: PolicyErrorCode
  /** What the user can do. */
  readonly hint: string

  constructor(code: PolicyErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/** Something wrong in a policy file, and where. */
export interface PolicyProblem extends Position {
  readonly code: PolicyErrorCode
  readonly message: string
  readonly hint: string
}
