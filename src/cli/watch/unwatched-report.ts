import { randomBytes } from 'node:crypto'
import { SCAN_SCHEMA_VERSION, type ScanReport } from '../../model/index.ts'
import { createScanId } from '../../shared/ulid.ts'
import { platformName } from './session.ts'

/** The report of what was decided without a watch: no engine, no runs, no capture. */
export function unwatchedReport(
  npmVersion: string,
  said: Pick<ScanReport, 'verdict' | 'packages' | 'findings'>,
): ScanReport {
  const now = Date.now()
  return {
    schemaVersion: SCAN_SCHEMA_VERSION,
    id: createScanId(now, randomBytes),
    startedAt: new Date(now).toISOString(),
    ...said,
    engine: null,
    engineWhy: null,
    platform: platformName(),
    npm: npmVersion,
    node: process.versions.node,
    queries: [],
    runs: [],
    capture: { path: null, packets: 0, dropped: 0, complete: false },
    timings: { resolve: 0, sandbox: 0, fetch: 0, scripts: 0, decode: 0, install: 0, total: 0 },
  }
}
