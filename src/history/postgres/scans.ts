import type { Query } from '../../shared/postgres/database.ts'
import { storableText } from '../../shared/postgres/text.ts'
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
  query: Query,
  filter: { readonly package?: string; readonly limit?: number },
): Promise<readonly ScanSummary[]> {
  return query<ScanSummary>(
    `SELECT id, started_at AS "startedAt", command, verdict, outcome, engine, packages, findings
     FROM safe_npm.scans
     WHERE $1::text IS NULL OR id IN (
       SELECT scan_id FROM safe_npm.scan_packages JOIN safe_npm.packages AS p ON p.id = package_id
       WHERE p.name = $1)
     ORDER BY started_at DESC, id DESC LIMIT $2`,
    [filter.package === undefined ? null : storableText(filter.package), filter.limit ?? DEFAULT_LIMIT],
  )
}

interface ScanRow {
  readonly id: string
  readonly command: string
  readonly outcome: ScanOutcome
  readonly report: Uint8Array
}

export async function selectScan(query: Query, id: string) {
  const prefix = idPrefix(id)
  if (prefix === null) return null
  const rows = await query<ScanRow>(
    `SELECT id, command, outcome, report FROM safe_npm.scans WHERE starts_with(id, $1) ORDER BY id LIMIT 2`,
    [storableText(prefix)],
  )
  const row = chooseById(rows, prefix)
  if (row === null) return null
  return { report: readReport(row.id, row.report), command: row.command, outcome: row.outcome }
}

export async function selectPackages(query: Query, name: string): Promise<readonly PackageRecord[]> {
  return packageRecords(
    await query<PackageRow>(
      `SELECT name, version, integrity, platform, sensor, closure, inert, phases, scripts, findings, digest,
              scan_id AS "scanId", watched_at::float8 AS "watchedAt",
              ((SELECT outcome FROM safe_npm.scans WHERE id = scan_id) = 'imported')::int AS imported
       FROM safe_npm.packages AS p JOIN safe_npm.observations ON package_id = p.id
       WHERE name = $1 ORDER BY watched_at DESC`,
      [storableText(name)],
    ),
  )
}
