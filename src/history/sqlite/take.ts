import type { Database } from 'better-sqlite3'
import type { VerdictImport } from '../history.ts'
import { storeContent } from '../observation.ts'
import { contradiction, toldVerdict } from '../taken.ts'
import { guarded } from './errors.ts'
import { insertScan, packageIds } from './record.ts'

/**
 * One transaction over all imports. They are read while it is open, and may throw what is no fault of the database:
 * that leaves as it came, and nothing is written.
 */
export async function takeVerdicts(database: Database, imports: readonly VerdictImport[]): Promise<number> {
  const run = <T>(work: () => T): T => guarded(database.name, work)
  run(() => database.exec('BEGIN IMMEDIATE'))
  try {
    let added = 0
    for (const one of imports) {
      const insert = run(() => inserter(database, one))
      for await (const verdict of one.verdicts) added += run(() => insert(verdict))
    }
    run(() => database.exec('COMMIT'))
    return added
  } catch (error) {
    // A full disk or a closed database has rolled back already.
    if (database.open && database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Says how many were new: 0 or 1. */
function inserter(database: Database, { report, command, context }: VerdictImport) {
  insertScan(database, { report, command, outcome: 'imported', known: [] }, context)
  const packageId = packageIds(database)
  const otherwise = database
    .prepare(
      'SELECT 1 FROM observations WHERE package_id = ? AND platform = ? AND sensor = ? AND inert <> ? LIMIT 1',
    )
    .pluck()
  const insertPackage = database.prepare(
    `INSERT INTO scan_packages (package_id, scan_id, direct, verdict, basis) VALUES (?, ?, 0, ?, 'history')
     ON CONFLICT DO NOTHING`,
  )
  const insertObservation = database.prepare(
    `INSERT INTO observations
       (package_id, platform, sensor, closure, digest, inert, phases, scripts, findings, scan_id, watched_at)
     VALUES (@packageId, @platform, @sensor, @closure, @digest, @inert, @phases, @scripts, @findings, @scanId, @watchedAt)
     ON CONFLICT DO NOTHING`,
  )
  return (verdict: Parameters<typeof contradiction>[0]): number => {
    const { key, inert, findings, watchedAt } = verdict
    const id = packageId(key)
    if (otherwise.get(id, context.platform, context.sensor, inert ? 1 : 0) !== undefined)
      throw contradiction(verdict)
    insertPackage.run(id, report.id, toldVerdict(findings))
    const { changes } = insertObservation.run({
      packageId: id,
      platform: context.platform,
      sensor: context.sensor,
      ...storeContent(key, context, { ...verdict, phases: key.phases }),
      scanId: report.id,
      watchedAt: Math.trunc(watchedAt),
    })
    return changes
  }
}
