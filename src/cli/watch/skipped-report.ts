import { randomBytes } from 'node:crypto'
import { SCAN_SCHEMA_VERSION, type ScanReport } from '../../model/index.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import type { SeenTree } from '../../npm/tree-packages.ts'
import { createScanId } from '../../shared/ulid.ts'
import { platformName } from './session.ts'

/** The record of an installation that nobody watched: its packages are named, and their verdict is "inconclusive". */
export function skippedReport(seen: SeenTree, npm: FoundNpm): ScanReport {
  const now = Date.now()
  return {
    schemaVersion: SCAN_SCHEMA_VERSION,
    id: createScanId(now, randomBytes),
    startedAt: new Date(now).toISOString(),
    verdict: 'inconclusive',
    engine: null,
    engineWhy: null,
    platform: platformName(),
    npm: npm.version,
    node: process.versions.node,
    packages: seen.packages
      .filter(({ location }) => seen.incoming.has(location))
      .map(({ name, version, integrity, direct }) => ({
        name,
        version,
        integrity,
        direct,
        scripts: [],
        verdict: 'inconclusive' as const,
        basis: 'inert' as const,
      })),
    findings: [],
    queries: [],
    runs: [],
    capture: { path: null, packets: 0, dropped: 0, complete: false },
    timings: { resolve: 0, sandbox: 0, fetch: 0, scripts: 0, decode: 0, install: 0, total: 0 },
  }
}
