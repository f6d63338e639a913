import type { Database } from 'better-sqlite3'
import { groupByPosition } from '../by-position.ts'
import type { CleanQuery, CleanVersion, VerdictContext } from '../history.ts'
import { pickClean } from '../last-clean.ts'
import { readObservation, type StoredObservation } from '../observation.ts'

interface Row extends StoredObservation {
  /** Position of its package among those asked. */
  readonly position: number
  readonly name: string
  readonly version: string
  readonly integrity: string
}

/** One statement for all packages, as for what is known: packages first, then by index. */
const SELECT = `
  SELECT k.key AS position, p.name, p.version, p.integrity, o.closure, o.inert, o.phases, o.scripts, o.findings,
         o.digest, o.scan_id AS scanId, o.watched_at AS watchedAt
  FROM json_each(?) AS k
  CROSS JOIN packages AS p ON p.name = k.value ->> 0 AND p.version <> k.value ->> 1
  CROSS JOIN observations AS o
    ON o.package_id = p.id AND o.platform = ? AND o.sensor = ? AND o.watched_at < ?
`

export function selectLastClean(
  database: Database,
  { packages, before, isClean }: CleanQuery,
  context: VerdictContext,
): readonly CleanVersion[] {
  const asked = JSON.stringify(packages.map(({ name, version }) => [name, version]))
  const rows = database
    .prepare<[string, string, string, number], Row>(SELECT)
    .all(asked, context.platform, context.sensor, Math.trunc(before))
  const groups = groupByPosition(rows)
  return packages.flatMap((_, position) => {
    const watches = (groups.get(position) ?? []).map((row) => ({
      name: row.name,
      version: row.version,
      integrity: row.integrity,
      ...readObservation(row, context, row),
    }))
    return pickClean(watches, isClean) ?? []
  })
}
