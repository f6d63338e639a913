import type { Query } from '../../shared/postgres/database.ts'
import { groupByPosition } from '../by-position.ts'
import { coverKey } from '../coverage.ts'
import type { KnownPackage, VerdictContext, VerdictKey } from '../history.ts'
import { readObservation, type StoredObservation } from '../observation.ts'
import { isStorable } from './storable.ts'

interface Row extends StoredObservation {
  /** Position of its key among those asked. */
  readonly position: number
}

/** One statement for all keys. */
const SELECT = `
  SELECT k.position::int, o.closure, o.inert, o.phases, o.scripts, o.findings, o.digest,
         o.scan_id AS "scanId", o.watched_at::float8 AS "watchedAt"
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       WITH ORDINALITY AS k (name, version, integrity, closure, position)
  JOIN safe_npm.packages AS p
    ON p.name = k.name AND p.version = k.version AND p.integrity = k.integrity
  JOIN safe_npm.observations AS o
    ON o.package_id = p.id AND o.platform = $5 AND o.sensor = $6 AND (o.inert = 1 OR o.closure = k.closure)
`

export async function selectKnown(
  query: Query,
  keys: readonly VerdictKey[],
  { platform, sensor }: VerdictContext,
): Promise<readonly KnownPackage[]> {
  const asked = keys.filter(isStorable)
  if (asked.length === 0) return []
  const columns = (['name', 'version', 'integrity', 'closure'] as const).map((column) =>
    asked.map((key) => key[column]),
  )
  const rows = await query<Row>(SELECT, [...columns, platform, sensor])
  const rowsOf = groupByPosition(rows)
  return asked.flatMap((key, index) => {
    const observations = (rowsOf.get(index + 1) ?? []).map((row) =>
      readObservation(key, { platform, sensor }, row),
    )
    return coverKey(key, observations) ?? []
  })
}
