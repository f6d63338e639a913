import type { PackageIdentity } from '../../model/index.ts'

/** An entry of an index has less than 2.7 kB. https://www.postgresql.org/docs/18/btree.html */
const LONGEST_IDENTITY = 2_000

/**
 * Whether the database can tell this package from every other: it has no NUL, no half characters and no keys of any
 * length. npm takes no such names; what is bundled may call itself what it likes, and is watched each time.
 */
export function isStorable({ name, version, integrity }: PackageIdentity): boolean {
  const text = `${name}${version}${integrity ?? ''}`
  return Buffer.byteLength(text) <= LONGEST_IDENTITY && !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}
