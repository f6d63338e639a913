import type { Query } from '../../shared/postgres/database.ts'
import type { SharedVerdict, VerdictContext } from '../history.ts'
import { SHARED_PAGE, type SharedRow, sharedVerdict } from '../shared-verdict.ts'

interface Row extends SharedRow {
  readonly packageId: string
}

const SELECT = `
  SELECT package_id::text AS "packageId", name, version, integrity, closure, inert, phases, scripts, o.findings, digest,
         scan_id AS "scanId", watched_at::float8 AS "watchedAt"
  FROM safe_npm.observations AS o
  JOIN safe_npm.packages AS p ON p.id = package_id
  JOIN safe_npm.scans AS s ON s.id = scan_id
  WHERE (package_id, closure COLLATE "C", digest COLLATE "C") > ($1::bigint, $2, $3)
    AND o.platform = $4 AND o.sensor = $5 AND s.outcome <> 'imported'
  ORDER BY package_id, closure COLLATE "C", digest COLLATE "C" LIMIT ${SHARED_PAGE}`

/** A page at a time, so that nothing is held while somebody reads. */
export async function* sharedVerdicts(query: Query, context: VerdictContext): AsyncGenerator<SharedVerdict> {
  for (let after: readonly string[] = ['0', '', '']; ; ) {
    const rows = await query<Row>(SELECT, [...after, context.platform, context.sensor])
    for (const row of rows) yield sharedVerdict(row, context)
    const last = rows.at(-1)
    if (rows.length < SHARED_PAGE || last === undefined) return
    after = [last.packageId, last.closure, last.digest]
  }
}
