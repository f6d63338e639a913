import type { Query } from '../../shared/postgres/database.ts'
import { storableText } from '../../shared/postgres/text.ts'
import { groupByPosition } from '../by-position.ts'
import type { CleanQuery, CleanVersion, VerdictContext } from '../history.ts'
import { pickClean } from '../last-clean.ts'
import { readObservation } from '../observation.ts'
import type { PackageRow } from '../stored-scan.ts'

interface Row extends Omit<PackageRow, 'platform' | 'sensor'> {
  /** Position of its package among those asked. */
  readonly position: number
}

/** One statement for all packages, as for what is known. */
const SELECT = `
  SELECT k.position::int, p.name, p.version, p.integrity, o.closure, o.inert, o.phases, o.scripts, o.findings,
         o.digest, o.scan_id AS "scanId", o.watched_at::float8 AS "watchedAt"
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (name, version, position)
  JOIN safe_npm.packages AS p ON p.name = k.name AND p.version <> k.version
  JOIN safe_npm.observations AS o
    ON o.package_id = p.id AND o.platform = $3 AND o.sensor = $4 AND o.watched_at < $5
`

export async function selectLastClean(
  query: Query,
  { packages, before, isClean }: CleanQuery,
  context: VerdictContext,
): Promise<readonly CleanVersion[]> {
  if (packages.length === 0) return []
  const rows = await query<Row>(SELECT, [
    packages.map(({ name }) => storableText(name)),
    packages.map(({ version }) => storableText(version)),
    context.platform,
    context.sensor,
    Math.trunc(before),
  ])
  const groups = groupByPosition(rows)
  return packages.flatMap((_, index) => {
    const watches = (groups.get(index + 1) ?? []).map((row) => ({
      name: row.name,
      version: row.version,
      integrity: row.integrity,
      ...readObservation(row, context, row),
    }))
    return pickClean(watches, isClean) ?? []
  })
}
