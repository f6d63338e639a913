import satisfies from 'semver/functions/satisfies.js'
import valid from 'semver/functions/valid.js'
import minVersion from 'semver/ranges/min-version.js'
import validRange from 'semver/ranges/valid.js'
import type { InRange } from '../model/index.ts'
import { PolicyError } from './error.ts'

/** Longer ranges are nobody's. */
const MAX_RANGE = 256

/** As npm compares; a version that is none is in no range, and in every range that is asked for widely. */
export const inRange: InRange = (version, range, wide) =>
  valid(version, true) === null ? wide : satisfies(version, range, { loose: true, includePrerelease: wide })

export function parseVersions(range: string): string {
  if (range.trim() !== '' && range.length <= MAX_RANGE && validRange(range) !== null) return range
  throw new PolicyError(
    'policy-versions',
    `'${range}' is no range of versions`,
    'Write it as in a package.json: 1.3.1, ^1.3.0, >=1 <3, 1 || 2 (no tag such as latest; leave it out for every version)',
  )
}

/** `>2 <1`: no version is in it. */
export function isEmptyRange(range: string): boolean {
  return minVersion(range) === null
}
