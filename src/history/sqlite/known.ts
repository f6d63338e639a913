import type { Database, Statement } from 'better-sqlite3'
import { groupByPosition } from '../by-position.ts'
import { coverKey } from '../coverage.ts'
import type { KnownPackage, VerdictContext, VerdictKey } from '../history.ts'
import { readObservation, type StoredObservation } from '../observation.ts'

interface Row extends StoredObservation {
  /** Position of its key among those asked. */
  readonly position: number
}

/** One statement for all keys. CROSS JOIN keeps SQLite from turning the order around: keys first, then by index. */
const SELECT = `
  SELECT k.key AS position, o.closure, o.inert, o.phases, o.scripts, o.findings, o.digest,
         o.scan_id AS scanId, o.watched_at AS watchedAt
  FROM json_each(?) AS k
  CROSS JOIN packages AS p
    ON p.name = k.value ->> 0 AND p.version = k.value ->> 1 AND p.integrity = k.value ->> 2
  CROSS JOIN observations AS o
    ON o.package_id = p.id AND o.platform = ? AND o.sensor = ? AND (o.inert = 1 OR o.closure = k.value ->> 3)
`

export function prepareKnown(database: Database): Statement<[string, string, string], Row> {
  return database.prepare(SELECT)
}

export function selectKnown(
  statement: Statement<[string, string, string], Row>,
  keys: readonly VerdictKey[],
  context: VerdictContext,
): readonly KnownPackage[] {
  const asked = keys.map((key) => [key.name, key.version, key.integrity, key.closure])
  const rows = statement.all(JSON.stringify(asked), context.platform, context.sensor)
  const rowsOf = groupByPosition(rows)
  return keys.flatMap((key, position) => {
    const observations = (rowsOf.get(position) ?? []).map((row) => readObservation(key, context, row))
    return coverKey(key, observations) ?? []
  })
}
