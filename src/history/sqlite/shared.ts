import type { Database } from 'better-sqlite3'
import type { SharedVerdict, VerdictContext } from '../history.ts'
import { SHARED_PAGE, type SharedRow, sharedVerdict } from '../shared-verdict.ts'

interface Row extends SharedRow {
  readonly packageId: number
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
  ORDER BY package_id, closure, digest LIMIT ${SHARED_PAGE}`

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
  const isWhole = rows.length === SHARED_PAGE
  return {
    verdicts: rows.map((row) => sharedVerdict(row, context)),
    next: isWhole && last !== undefined ? [last.packageId, last.closure, last.digest] : null,
  }
}
