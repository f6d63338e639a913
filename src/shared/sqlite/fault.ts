/** What is wrong with a database file, as far as its user can do something about it. */
export type SqliteFault = 'corrupt' | 'busy' | 'unwritable' | 'driver' | 'other'

/** Result codes with their extended forms (`SQLITE_BUSY_SNAPSHOT`). https://sqlite.org/rescode.html (2025-05) */
const FAULTS: readonly { readonly is: SqliteFault; readonly codes: readonly string[] }[] = [
  {
    is: 'corrupt',
    codes: ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR_BUFFER_TOO_LARGE'],
  },
  { is: 'busy', codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'] },
  {
    is: 'unwritable',
    codes: [
      'SQLITE_CANTOPEN',
      'SQLITE_READONLY',
      'SQLITE_PERM',
      'SQLITE_FULL',
      'SQLITE_IOERR',
      'SQLITE_AUTH',
    ].concat(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT']),
  },
  { is: 'driver', codes: ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'NO_BINDINGS'] },
]

export function sqliteFault(cause: unknown): SqliteFault {
  const code = codeOf(cause)
  return (
    FAULTS.find(({ codes }) => codes.some((one) => code === one || code.startsWith(`${one}_`)))?.is ?? 'other'
  )
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  // Stored JSON that is none any more.
  if (cause instanceof SyntaxError) return 'SQLITE_CORRUPT'
  // The loader of native modules has no code of its own for "there is none".
  if (cause.message.startsWith('Could not locate the bindings file')) return 'NO_BINDINGS'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}
