import type { Query } from '../../shared/postgres/database.ts'
import { HistoryError } from '../error.ts'
import type { SharedVerdict, VerdictImport } from '../history.ts'
import { idTaken } from '../stored-scan.ts'
import { contradiction, toldVerdict } from '../taken.ts'
import { insertObservations, insertScan, type PackageId, packageIds } from './record.ts'

const BATCH = 500

/** Within one transaction. The verdicts are read while it is open, and cannot be read again: there is no second attempt. */
export async function takeVerdicts(
  query: Query,
  imports: readonly VerdictImport[],
  isFirst: boolean,
): Promise<number> {
  if (!isFirst) {
    throw new HistoryError(
      'history-busy',
      'the database was in the way of itself, or its connection was lost, while verdicts were taken in',
      'dsca history shows whether they arrived; if not, try again',
    )
  }
  let added = 0
  for (const one of imports) {
    const scan = { report: one.report, command: one.command, outcome: 'imported' as const }
    if (!(await insertScan(query, scan, one.context))) throw idTaken(one.report.id)
    for await (const batch of batchesOf(one.verdicts)) added += await takeBatch(query, one, batch)
  }
  return added
}

async function* batchesOf(verdicts: AsyncIterable<SharedVerdict>): AsyncGenerator<readonly SharedVerdict[]> {
  let batch: SharedVerdict[] = []
  for await (const verdict of verdicts) {
    batch.push(verdict)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function takeBatch(
  query: Query,
  { report, context }: VerdictImport,
  batch: readonly SharedVerdict[],
): Promise<number> {
  const packageId = await packageIds(
    query,
    batch.map(({ key }) => key),
  )
  // Packages that the database cannot tell from every other are watched each time, whoever has seen them.
  const known = batch.filter(({ key }) => packageId(key) !== undefined)
  const ids = known.map(({ key }) => packageId(key))
  const otherwise = await query<{ readonly at: number }>(
    `SELECT k.at::int AS at FROM unnest($1::bigint[], $2::int[]) WITH ORDINALITY AS k (id, inert, at)
     WHERE EXISTS (
       SELECT FROM safe_npm.observations AS o
       WHERE o.package_id = k.id AND o.platform = $3 AND o.sensor = $4 AND o.inert <> k.inert)
     ORDER BY at LIMIT 1`,
    [ids, known.map(({ inert }) => (inert ? 1 : 0)), context.platform, context.sensor],
  )
  const wrong = known[(otherwise[0]?.at ?? 0) - 1] ?? contradictedWithin(known, packageId)
  if (wrong !== undefined) throw contradiction(wrong)
  await query(
    `INSERT INTO safe_npm.scan_packages (package_id, scan_id, direct, verdict, basis)
     SELECT id, $3, 0, verdict, 'history' FROM unnest($1::bigint[], $2::text[]) AS k (id, verdict)
     ON CONFLICT DO NOTHING`,
    [ids, known.map(({ findings }) => toldVerdict(findings)), report.id],
  )
  return insertObservations(query, { report, known }, context, packageId, 'DO NOTHING')
}

/** The first that says otherwise than one before it in the same batch. */
function contradictedWithin(
  known: readonly SharedVerdict[],
  packageId: PackageId,
): SharedVerdict | undefined {
  const said = new Map<string, boolean>()
  return known.find(({ key, inert }) => {
    const id = packageId(key) ?? ''
    const before = said.get(id)
    said.set(id, before ?? inert)
    return before !== undefined && before !== inert
  })
}
