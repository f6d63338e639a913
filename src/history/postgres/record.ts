import type { PackageIdentity } from '../../model/index.ts'
import type { Query } from '../../shared/postgres/database.ts'
import { storableText } from '../../shared/postgres/text.ts'
import type { ScanRecord, VerdictContext } from '../history.ts'
import { storeContent } from '../observation.ts'
import { idTaken, storeReport } from '../stored-scan.ts'
import { isStorable } from './storable.ts'

/**
 * Within one transaction. Rows that others may write too are written in one order by everybody, so that nobody waits
 * for somebody who waits for them. `again`: an attempt before this one may have been committed.
 */
export async function recordScan(
  query: Query,
  record: ScanRecord,
  context: VerdictContext,
  again: boolean,
): Promise<void> {
  if (!(await insertScan(query, record, context))) {
    // Nobody else has this id: it was us, and whole.
    if (again) return
    throw idTaken(record.report.id)
  }
  const packageId = await packageIds(query, [
    ...record.report.packages,
    ...record.known.map(({ key }) => key),
  ])
  await insertPackages(query, record, packageId)
  await insertObservations(query, record, context, packageId, NEWER_COUNTS)
  await forgetRefuted(query, record, context, packageId)
}

export async function insertScan(
  query: Query,
  { report, command, outcome }: Pick<ScanRecord, 'report' | 'command' | 'outcome'>,
  { platform, sensor }: VerdictContext,
): Promise<boolean> {
  const rows = await query(
    `INSERT INTO safe_npm.scans
       (id, started_at, command, verdict, outcome, engine, platform, sensor, packages, findings, report)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      report.id,
      report.startedAt,
      storableText(command),
      report.verdict,
      outcome,
      report.engine,
      platform,
      sensor,
      report.imported?.verdicts ?? report.packages.length,
      report.findings.length,
      storeReport(report),
    ],
  )
  return rows.length > 0
}

export type PackageId = (identity: PackageIdentity) => string | undefined

export async function packageIds(query: Query, packages: readonly PackageIdentity[]): Promise<PackageId> {
  const all = packages.filter(isStorable)
  const identities = [...new Map(all.map((one) => [textOf(one), one])).values()]
  const columns = [
    identities.map(({ name }) => name),
    identities.map(({ version }) => version),
    identities.map(({ integrity }) => integrity ?? ''),
  ]
  const asked = 'unnest($1::text[], $2::text[], $3::text[]) AS k (name, version, integrity)'
  await query(
    `INSERT INTO safe_npm.packages (name, version, integrity)
     SELECT name, version, integrity FROM ${asked}
     WHERE NOT EXISTS (
       SELECT FROM safe_npm.packages AS p
       WHERE p.name = k.name AND p.version = k.version AND p.integrity = k.integrity)
     ORDER BY name COLLATE "C", version COLLATE "C", integrity COLLATE "C"
     ON CONFLICT DO NOTHING`,
    columns,
  )
  const rows = await query<PackageIdentity & { readonly id: string }>(
    `SELECT p.id::text, p.name, p.version, p.integrity
     FROM ${asked} JOIN safe_npm.packages AS p USING (name, version, integrity)`,
    columns,
  )
  const ids = new Map(rows.map((row) => [textOf(row), row.id]))
  return (identity) => ids.get(textOf(identity))
}

function textOf({ name, version, integrity }: PackageIdentity): string {
  return JSON.stringify([name, version, integrity ?? ''])
}

async function insertPackages(query: Query, { report }: ScanRecord, packageId: PackageId): Promise<void> {
  // Two folders of a tree may hold the same bytes: one row, and direct if either is.
  const rows = new Map<string, readonly [id: string, direct: number, verdict: string, basis: string]>()
  for (const one of report.packages) {
    const id = packageId(one)
    if (id === undefined) continue
    const [, direct, verdict, basis] = rows.get(id) ?? [id, 0, one.verdict, one.basis]
    rows.set(id, [id, Math.max(direct, one.direct ? 1 : 0), verdict, basis])
  }
  const columns = [0, 1, 2, 3].map((at) => [...rows.values()].map((row) => row[at]))
  await query(
    `INSERT INTO safe_npm.scan_packages (package_id, scan_id, direct, verdict, basis)
     SELECT id, $5, direct, verdict, basis
     FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[]) AS k (id, direct, verdict, basis)`,
    [...columns, report.id],
  )
}

const OBSERVED = ['closure', 'digest', 'inert', 'phases', 'scripts', 'findings'] as const

/** What is watched again says when. */
const NEWER_COUNTS = `DO UPDATE SET scan_id = excluded.scan_id, watched_at = excluded.watched_at
       WHERE excluded.watched_at >= o.watched_at`

/** How many rows were written. */
export async function insertObservations(
  query: Query,
  { report, known }: Pick<ScanRecord, 'report' | 'known'>,
  context: VerdictContext,
  packageId: PackageId,
  onConflict: string,
): Promise<number> {
  const rows = known.flatMap((one) => {
    const id = packageId(one.key)
    const content = storeContent(one.key, context, { ...one, phases: one.key.phases })
    return id === undefined ? [] : [{ id, ...content, watchedAt: Math.trunc(one.watchedAt) }]
  })
  // The same twice in one statement is refused: the later one says as much.
  const unique = [...new Map(rows.map((row) => [JSON.stringify([row.id, row.digest]), row])).values()]
  const written = await query(
    `INSERT INTO safe_npm.observations AS o
       (package_id, platform, sensor, closure, digest, inert, phases, scripts, findings, scan_id, watched_at)
     SELECT id, $9, $10, closure, digest, inert, phases, scripts, findings, $11, watched_at
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[])
          AS k (id, closure, digest, inert, phases, scripts, findings, watched_at)
     ORDER BY id, closure COLLATE "C", digest COLLATE "C"
     ON CONFLICT (package_id, platform, sensor, closure, digest)
     ${onConflict} RETURNING 1 AS one`,
    [
      unique.map(({ id }) => id),
      ...OBSERVED.map((column) => unique.map((row) => row[column])),
      unique.map(({ watchedAt }) => watchedAt),
      context.platform,
      context.sensor,
      report.id,
    ],
  )
  return written.length
}

/** Whether a package is inert is a fact of its bytes: what others said otherwise is wrong. */
async function forgetRefuted(
  query: Query,
  { known }: ScanRecord,
  { platform, sensor }: VerdictContext,
  packageId: PackageId,
): Promise<void> {
  const facts = known.flatMap(({ key, inert }) => {
    const id = packageId(key)
    return id === undefined ? [] : [{ id, inert: inert ? 1 : 0 }]
  })
  await query(
    `DELETE FROM safe_npm.observations AS o
     USING unnest($1::bigint[], $2::int[]) AS k (id, inert), safe_npm.scans AS s
     WHERE o.package_id = k.id AND o.inert <> k.inert AND o.platform = $3 AND o.sensor = $4
       AND s.id = o.scan_id AND s.outcome = 'imported'`,
    [facts.map(({ id }) => id), facts.map(({ inert }) => inert), platform, sensor],
  )
}
