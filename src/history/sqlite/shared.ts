import type { Database } from 'better-sqlite3'
import type { SharedVerdict, VerdictContext } from '../history.ts'
import { readObservation, type StoredObservation } from '../observation.ts'

const PAGE = 500

interface Row extends StoredObservation {
  readonly packageId: number
  readonly name: string
  readonly version: string
  readonly integrity: string
}

/** Where a page ended: by the key of the table. */
type Place = readonly [packageId: number, closure: string, digest: string]

const SELECT = `
  SELECT package_id AS packageId, name, version, integrity, closure, inert, phases, scripts, o.findings, digest,
         scan_id AS scanId, watched_at AS watchedAt
  FROM observations AS o
  JOIN packages AS p ON p.id = package_id
  JOIN scans AS s ON s.id = scan_id
  WHERE (package_id, closure, digest) > (?, ?, ?) AND o.platform = ? AND o.sensor = ? AND s.outcome <> 'imported'
  ORDER BY package_id, closure, digest LIMIT ${PAGE}`

/** A page at a time, so that nothing is locked while somebody reads. */
export function sharedPage(
  database: Database,
  context: VerdictContext,
  after: Place | null,
): { readonly verdicts: readonly SharedVerdict[]; readonly next: Place | null } {
  const rows = database
    .prepare<(string | number)[], Row>(SELECT)
    .all(...(after ?? [0, '', '']), context.platform, context.sensor)
  const last = rows.at(-1)
  const isWhole = rows.length === PAGE
  return {
    verdicts: rows.map((row) => verdictOf(row, context)),
    next: isWhole && last !== undefined ? [last.packageId, last.closure, last.digest] : null,
  }
}

function verdictOf(row: Row, context: VerdictContext): SharedVerdict {
  const { closure, phases, inert, scripts, findings, watchedAt } = readObservation(row, context, row)
  const { name, version, integrity } = row
  return { key: { name, version, integrity, closure, phases }, inert, scripts, findings, watchedAt }
}
