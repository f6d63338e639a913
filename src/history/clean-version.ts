import type { Finding, PackageIdentity } from '../model/index.ts'

/** What is asked for to compare a package with what it was. */
export interface CleanQuery {
  /** Other versions than these are looked for. */
  readonly packages: readonly Pick<PackageIdentity, 'name' | 'version'>[]
  /** Watches from this moment on do not count; milliseconds since 1970. */
  readonly before: number
  /** Whether findings are none by the rules of today. */
  readonly isClean: (findings: readonly Finding[]) => boolean
}

/** The version of a package that was watched last and was clean: all that was ever seen of its bytes. */
export interface CleanVersion {
  readonly name: string
  readonly version: string
  readonly integrity: string
  /** Names of its scripts; their commands are in the report of the scan. */
  readonly scripts: readonly string[]
  readonly findings: readonly Finding[]
  readonly scanId: string
  readonly watchedAt: number
}
