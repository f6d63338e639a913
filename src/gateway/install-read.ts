/**
 * One piece of a path, spelled out: a registry that decodes `%2f` or `%2e%2e` would find more borders in it than we.
 * What begins with `-`, `_` or `.` is no package's name but the registry's own (search, login, tokens, databases).
 */
const PIECE = "[A-Za-z0-9!~*'()][A-Za-z0-9!~*'()._+-]*"
const NAME = `(?:@${PIECE}(?:/|%2[fF]))?${PIECE}`

/** What a resolution reads: packuments, single versions, tarballs (npm's registry API). */
const READS: readonly RegExp[] = [
  new RegExp(`^${NAME}$`),
  new RegExp(`^${NAME}/${PIECE}$`),
  new RegExp(`^${NAME}/-/(?:@${PIECE}/)?${PIECE}\\.tgz$`),
]

/**
 * Whether a request is a read that an installation needs. `path` is below the registry's base URL, without a
 * leading slash.
 */
export function isInstallRead(method: string, path: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const bare = path.split(/[?#]/)[0] ?? ''
  return READS.some((read) => read.test(bare))
}
