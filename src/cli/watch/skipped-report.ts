import type { ScanReport } from '../../model/index.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import type { SeenTree } from '../../npm/tree-packages.ts'
import { unwatchedReport } from './unwatched-report.ts'

/** The record of an installation that nobody watched: its packages are named, and their verdict is "inconclusive". */
export function skippedReport(seen: SeenTree, npm: FoundNpm): ScanReport {
  const packages = seen.packages
    .filter(({ location }) => seen.incoming.has(location))
    .map(({ name, version, integrity, direct }) => ({
      name,
      version,
      integrity,
      direct,
      scripts: [],
      verdict: 'inconclusive' as const,
      basis: 'inert' as const,
    }))
  return unwatchedReport(npm.version, { verdict: 'inconclusive', packages, findings: [] })
}
