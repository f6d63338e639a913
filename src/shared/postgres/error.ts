/** What is the matter with a database. Closed list. */
export type DatabaseFault =
  /** Nobody answers, or the connection was lost: it may come back by itself. */
  | 'unreachable'
  /** It answers, and does not let us in: user, password, name of the database, certificates. */
  | 'login'
  /** We are in, and this may not be done. */
  | 'denied'
  /** No room left. */
  | 'full'
  /** Another transaction was in the way: the same again may work. */
  | 'conflict'
  /** What is asked for is not there. */
  | 'absent'
  /** A newer safe-npm has made the schema. */
  | 'newer'
  /** Our schema's name is taken by something else. */
  | 'foreign'
  /** Anything else the database says. */
  | 'other'

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly fault: DatabaseFault

  constructor(fault: DatabaseFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** SQLSTATEs, whole or by their class. https://www.postgresql.org/docs/18/errcodes-appendix.html (2025-09) */
const SQLSTATES: readonly (readonly [DatabaseFault, RegExp])[] = [
  ['unreachable', /^(08...|57P0[1235]|53300)$/],
  ['login', /^(28...|3D000)$/],
  ['denied', /^(42501|25006)$/],
  ['full', /^53100$/],
  ['conflict', /^(40001|40P01|55P03)$/],
  ['absent', /^(42P01|3F000)$/],
]

/** Of Node's sockets. */
const UNREACHABLE = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** The driver has no codes for what it says itself. */
const LOST = /^(Connection terminated|timeout e|Query read timeout|Client has encountered a connection error)/
/** TLS and login of the driver itself: `SELF_SIGNED_CERT_IN_CHAIN`, `ERR_TLS_CERT_ALTNAME_INVALID`, `The server does not support SSL`. */
const CERTIFICATES = /CERT|ERR_(TLS|SSL)|does not support SSL|SASL|password must be/

export function toDatabaseError(cause: unknown): DatabaseError {
  if (cause instanceof DatabaseError) return cause
  const said = wordsOf(cause)
  return new DatabaseError(faultOf(codeOf(cause), said), said, { cause })
}

function faultOf(code: string, said: string): DatabaseFault {
  const state = SQLSTATES.find(([, pattern]) => pattern.test(code))
  if (state !== undefined) return state[0]
  if (UNREACHABLE.has(code) || LOST.test(said)) return 'unreachable'
  return CERTIFICATES.test(`${code} ${said}`) ? 'login' : 'other'
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

/** Several addresses of one host failed: Node gathers them in an error without words. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(wordsOf).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}
