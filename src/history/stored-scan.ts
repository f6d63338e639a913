import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Finding, PackageIdentity, ScanReport } from '../model/index.ts'
import { uniteFindings } from './coverage.ts'
import { HistoryError } from './error.ts'
import { readObservation, type StoredObservation } from './observation.ts'

export const DEFAULT_LIMIT = 50
/** A shorter beginning of an id would mean whatever was scanned in some month. */
const SHORTEST_PREFIX = 4
/** No report of ours comes near; a damaged one must not fill the memory. */
const LARGEST_REPORT = 256 * 1024 * 1024

export function storeReport(report: ScanReport): Buffer {
  return deflateRawSync(JSON.stringify(report))
}

export function readReport(id: string, stored: Uint8Array): ScanReport {
  const read: ScanReport = JSON.parse(
    inflateRawSync(stored, { maxOutputLength: LARGEST_REPORT }).toString('utf8'),
  )
  if (read.id === id) return read
  throw new HistoryError(
    'history-corrupt',
    `the report of scan ${id} is damaged`,
    'Other scans may still be read',
  )
}

export function idTaken(id: string): HistoryError {
  return new HistoryError('scan-id-taken', `scan ${id} is recorded already`, 'Try again')
}

/** The beginning of an id as it is looked for; null where it is too short to mean anything. */
export function idPrefix(id: string): string | null {
  return id.length < SHORTEST_PREFIX ? null : id.toUpperCase()
}

/** Of the first two scans whose ids begin so, in order of their ids. */
export function chooseById<Row extends { readonly id: string }>(
  rows: readonly Row[],
  prefix: string,
): Row | null {
  const row = rows.find((one) => one.id === prefix) ?? rows[0]
  if (row === undefined) return null
  if (rows.length > 1 && row.id !== prefix) {
    throw new HistoryError('scan-id-ambiguous', `several scans begin with ${prefix}`, 'Give more of the id')
  }
  return row
}

export interface PackageRow extends StoredObservation {
  readonly name: string
  readonly version: string
  readonly integrity: string
  readonly platform: string
  readonly sensor: string
  /** 1 where the scan is an import, else 0. */
  readonly imported: number
}

export interface PackageRecord extends PackageIdentity {
  readonly inert: boolean
  readonly findings: readonly Finding[]
  readonly watchedAt: number
  readonly scanId: string
  /** Nothing of it was watched here. */
  readonly imported: boolean
}

/** One record for all observations of the same bytes. `rows`: newest first. */
export function packageRecords(rows: readonly PackageRow[]): readonly PackageRecord[] {
  const records = new Map<string, PackageRecord>()
  for (const row of rows) {
    const { inert, findings, watchedAt, scanId } = readObservation(row, row, row)
    const key = JSON.stringify([row.version, row.integrity])
    const newer = records.get(key)
    const { name, version, integrity } = row
    const imported = row.imported === 1
    records.set(
      key,
      newer === undefined
        ? { name, version, integrity, inert, findings, watchedAt, scanId, imported }
        : {
            ...newer,
            findings: uniteFindings([newer.findings, findings]),
            imported: newer.imported && imported,
          },
    )
  }
  return [...records.values()]
}
