import type { Database } from 'better-sqlite3'
import type { PackageIdentity } from '../../model/index.ts'
import type { ScanRecord, VerdictContext } from '../history.ts'
import { storeContent } from '../observation.ts'
import { idTaken, storeReport } from '../stored-scan.ts'

/** One transaction: whole or not at all. */
export function recordScan(database: Database, record: ScanRecord, context: VerdictContext): void {
  database
    .transaction(() => {
      insertScan(database, record, context)
      const packageId = packageIds(database)
      insertPackages(database, record, packageId)
      insertObservations(database, record, context, packageId)
    })
    .immediate()
}

export function insertScan(
  database: Database,
  { report, command, outcome }: ScanRecord,
  context: VerdictContext,
): void {
  const { changes } = database
    .prepare(
      `INSERT INTO scans (id, started_at, command, verdict, outcome, engine, platform, sensor, packages, findings, report)
       VALUES (@id, @startedAt, @command, @verdict, @outcome, @engine, @platform, @sensor, @packages, @findings, @report)
       ON CONFLICT (id) DO NOTHING`,
    )
    .run({
      id: report.id,
      startedAt: report.startedAt,
      command,
      verdict: report.verdict,
      outcome,
      engine: report.engine,
      platform: context.platform,
      sensor: context.sensor,
      packages: report.imported?.verdicts ?? report.packages.length,
      findings: report.findings.length,
      report: storeReport(report),
    })
  if (changes === 0) throw idTaken(report.id)
}

export type PackageId = (identity: PackageIdentity) => unknown

export function packageIds(database: Database): PackageId {
  const insert = database.prepare(
    'INSERT INTO packages (name, version, integrity) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const select = database
    .prepare('SELECT id FROM packages WHERE name = ? AND version = ? AND integrity = ?')
    .pluck()
  return ({ name, version, integrity }) => {
    const fields = [name, version, integrity ?? '']
    insert.run(fields)
    return select.get(fields)
  }
}

function insertPackages(database: Database, { report }: ScanRecord, packageId: PackageId): void {
  // Two folders of a tree may hold the same bytes: one row, and direct if either is.
  const insert = database.prepare(
    `INSERT INTO scan_packages (package_id, scan_id, direct, verdict, basis) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET direct = max(direct, excluded.direct)`,
  )
  for (const one of report.packages) {
    insert.run(packageId(one), report.id, one.direct ? 1 : 0, one.verdict, one.basis)
  }
}

function insertObservations(
  database: Database,
  { report, known }: ScanRecord,
  context: VerdictContext,
  packageId: PackageId,
): void {
  const insert = database.prepare(
    `INSERT INTO observations
       (package_id, platform, sensor, closure, digest, inert, phases, scripts, findings, scan_id, watched_at)
     VALUES (@packageId, @platform, @sensor, @closure, @digest, @inert, @phases, @scripts, @findings, @scanId, @watchedAt)
     ON CONFLICT DO UPDATE SET scan_id = excluded.scan_id, watched_at = excluded.watched_at
       WHERE excluded.watched_at >= watched_at`,
  )
  // What was seen here refutes what was told: whether anything in a package runs is a fact of its bytes.
  const refute = database.prepare(
    `DELETE FROM observations WHERE package_id = ? AND platform = ? AND sensor = ? AND inert <> ?
       AND (SELECT outcome FROM scans WHERE id = scan_id) = 'imported'`,
  )
  for (const one of known) {
    insert.run({
      packageId: packageId(one.key),
      platform: context.platform,
      sensor: context.sensor,
      ...storeContent(one.key, context, { ...one, phases: one.key.phases }),
      scanId: report.id,
      watchedAt: Math.trunc(one.watchedAt),
    })
    refute.run(packageId(one.key), context.platform, context.sensor, one.inert ? 1 : 0)
  }
}
