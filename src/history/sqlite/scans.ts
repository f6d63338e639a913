import type { Database } from 'better-sqlite3'
import type { ScanOutcome, ScanSummary } from '../history.ts'
import {
  chooseById,
  DEFAULT_LIMIT,
  idPrefix,
  type PackageRecord,
  type PackageRow,
  packageRecords,
  readReport,
} from '../stored-scan.ts'

export function selectScans(
  database: Database,
  filter: { readonly package?: string; readonly limit?: number },
): readonly ScanSummary[] {
  const ofPackage = `WHERE id IN (
    SELECT scan_id FROM scan_packages JOIN packages ON packages.id = package_id WHERE name = @package)`
  return database
    .prepare<[{ package: string; limit: number }], ScanSummary>(
      `SELECT id, started_at AS startedAt, command, verdict, outcome, engine, packages, findings
       FROM scans ${filter.package === undefined ? '' : ofPackage}
       ORDER BY started_at DESC, id DESC LIMIT @limit`,
    )
    .all({ package: filter.package ?? '', limit: filter.limit ?? DEFAULT_LIMIT })
}

interface ScanRow {
  readonly id: string
  readonly command: string
  readonly outcome: ScanOutcome
  readonly report: Uint8Array
}

export function selectScan(database: Database, id: string) {
  const prefix = idPrefix(id)
  if (prefix === null) return null
  const rows = database
    .prepare<[string, string], ScanRow>(
      `SELECT id, command, outcome, report FROM scans WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 2`,
    )
    .all(prefix, prefix)
  const row = chooseById(rows, prefix)
  if (row === null) return null
  return { report: readReport(row.id, row.report), command: row.command, outcome: row.outcome }
}

export function selectPackages(database: Database, name: string): readonly PackageRecord[] {
  return packageRecords(
    database
      .prepare<[string], PackageRow>(
        `SELECT name, version, integrity, platform, sensor, closure, inert, phases, scripts, findings, digest,
                scan_id AS scanId, watched_at AS watchedAt,
                (SELECT outcome FROM scans WHERE id = scan_id) = 'imported' AS imported
         FROM packages JOIN observations ON package_id = packages.id
         WHERE name = ? ORDER BY watched_at DESC`,
      )
      .all(name),
  )
}
