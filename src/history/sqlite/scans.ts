import { inflateRawSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { Finding, PackageIdentity, ScanReport } from '../../model/index.ts'
import { uniteFindings } from '../coverage.ts'
import { HistoryError } from '../error.ts'
import type { ScanOutcome, ScanSummary } from '../history.ts'
import { readObservation, type StoredObservation } from '../observation.ts'

const DEFAULT_LIMIT = 50
/** A shorter beginning of an id would mean whatever was scanned in some month. */
const SHORTEST_PREFIX = 4
/** No report of ours comes near; a damaged one must not fill the memory. */
const LARGEST_REPORT = 256 * 1024 * 1024

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
  const prefix = id.toUpperCase()
  if (prefix.length < SHORTEST_PREFIX) return null
  const rows = database
    .prepare<[string, string], ScanRow>(
      `SELECT id, command, outcome, report FROM scans WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 2`,
    )
    .all(prefix, prefix)
  const row = rows.find((one) => one.id === prefix) ?? rows[0]
  if (row === undefined) return null
  if (rows.length > 1 && row.id !== prefix) {
    throw new HistoryError('scan-id-ambiguous', `several scans begin with ${prefix}`, 'Give more of the id')
  }
  return { report: readReport(row), command: row.command, outcome: row.outcome }
}

function readReport({ id, report }: ScanRow): ScanReport {
  const read: ScanReport = JSON.parse(
    inflateRawSync(report, { maxOutputLength: LARGEST_REPORT }).toString('utf8'),
  )
  if (read.id === id) return read
  throw new HistoryError(
    'history-corrupt',
    `the report of scan ${id} is damaged`,
    'Other scans may still be read',
  )
}

interface PackageRow extends StoredObservation {
  readonly name: string
  readonly version: string
  readonly integrity: string
  readonly platform: string
  readonly sensor: string
  readonly imported: number
}

export interface PackageRecord extends PackageIdentity {
  readonly inert: boolean
  readonly findings: readonly Finding[]
  readonly watchedAt: number
  readonly scanId: string
  readonly imported: boolean
}

export function selectPackages(database: Database, name: string): readonly PackageRecord[] {
  const rows = database
    .prepare<[string], PackageRow>(
      `SELECT name, version, integrity, platform, sensor, closure, inert, phases, scripts, findings, digest,
              scan_id AS scanId, watched_at AS watchedAt,
              (SELECT outcome FROM scans WHERE id = scan_id) = 'imported' AS imported
       FROM packages JOIN observations ON package_id = packages.id
       WHERE name = ? ORDER BY watched_at DESC`,
    )
    .all(name)
  const records = new Map<string, PackageRecord>()
  for (const row of rows) {
    const { inert, findings, watchedAt, scanId } = readObservation(row, row, row)
    const key = JSON.stringify([row.version, row.integrity])
    const newer = records.get(key)
    const { version, integrity } = row
    records.set(
      key,
      newer === undefined
        ? { name, version, integrity, inert, findings, watchedAt, scanId, imported: row.imported === 1 }
        : {
            ...newer,
            findings: uniteFindings([newer.findings, findings]),
            imported: newer.imported && row.imported === 1,
          },
    )
  }
  return [...records.values()]
}
