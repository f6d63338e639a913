import { HistoryError } from '../error.ts'

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
  const code = codeOf(cause)
  const said = cause instanceof Error ? cause.message : String(cause)
  const kind = ERRORS.find(({ codes }) => codes.some((one) => code === one || code.startsWith(`${one}_`)))
  if (kind === undefined) {
    return new HistoryError(
      'history-failed',
      `the history ${place}: ${said}`,
      'dsca doctor looks at it more closely',
      { cause },
    )
  }
  return new HistoryError(kind.is, `the history ${place}: ${said}`, kind.hint, { cause })
}

/** Result codes with their extended forms (`SQLITE_BUSY_SNAPSHOT`). https://sqlite.org/rescode.html (2025-05) */
const ERRORS = [
  {
    is: 'history-corrupt',
    codes: ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR_BUFFER_TOO_LARGE'],
    hint: 'Move the file away: packages are then watched again',
  },
  {
    is: 'history-busy',
    codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    hint: 'Another program holds the file: try again when it is done',
  },
  {
    is: 'history-unwritable',
    codes: [
      'SQLITE_CANTOPEN',
      'SQLITE_READONLY',
      'SQLITE_PERM',
      'SQLITE_FULL',
      'SQLITE_IOERR',
      'SQLITE_AUTH',
    ].concat(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT']),
    hint: 'Check its permissions and the disk, or name another with --safe-history=PATH (dsca: --history)',
  },
  {
    is: 'history-driver',
    codes: ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'NO_BINDINGS'],
    hint: 'Build the database driver: npm rebuild better-sqlite3 --ignore-scripts=false',
  },
] as const

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  // Stored JSON that is none any more.
  if (cause instanceof SyntaxError) return 'SQLITE_CORRUPT'
  // The loader of native modules has no code of its own for "there is none".
  if (cause.message.startsWith('Could not locate the bindings file')) return 'NO_BINDINGS'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}
