const NAME = '(?:@[^/@%]+(?:/|%2[fF]))?[^/@%][^/]*'
const VERSION = '[^/]+'

/** What a resolution reads: packuments, single versions, tarballs (npm's registry API). */
const READS: readonly RegExp[] = [
  new RegExp(`^${NAME}$`),
  new RegExp(`^${NAME}/${VERSION}$`),
  new RegExp(`^${NAME}/-/(?:@[^/]+/)?[^/]+\\.tgz$`),
]

/**
 * Whether a request is a read that an installation needs. `path` is below the registry's base URL, without a
 * leading slash. Paths that begin with `-` are the registry's own services: search, login, tokens, audit.
 */
export function isInstallRead(method: string, path: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const bare = path.split(/[?#]/)[0] ?? ''
  if (bare === '' || bare.startsWith('-')) return false
  return READS.some((read) => read.test(bare))
}
