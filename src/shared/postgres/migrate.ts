import type { Database, Query } from './database.ts'
import { DatabaseError } from './error.ts'

/** Any number that nobody else uses for the same: whoever migrates holds it. */
const LOCK = 7_265_673_115

/** One part of our schema, which has a version of its own. */
export interface SchemaPart {
  readonly name: 'history' | 'surveys'
  readonly version: number
  /** Loaded when something is to do. In order, without gaps. */
  readonly steps: () => Promise<readonly string[]>
}

/** Brings a part of the schema up to date. Many may do this at once: the first does it, the others find it done. */
export async function migrate(database: Database, part: SchemaPart): Promise<void> {
  if ((await quickVersion(database, part)) === part.version) return
  const steps = await part.steps()
  await database.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await prepareSchema(database, query)
    const version = checked(database, part, await versionOf(query, part))
    for (const step of steps.slice(version)) await query(step)
    await query(
      `INSERT INTO safe_npm.versions (part, version) VALUES ($1, $2)
       ON CONFLICT (part) DO UPDATE SET version = excluded.version`,
      [part.name, part.version],
    )
  })
}

async function quickVersion(database: Database, part: SchemaPart): Promise<number> {
  try {
    return checked(database, part, await versionOf(database.query, part))
  } catch (error) {
    if (error instanceof DatabaseError && error.fault === 'absent') return 0
    throw error
  }
}

async function versionOf(query: Query, { name }: SchemaPart): Promise<number> {
  const [row] = await query<{ version: number }>('SELECT version FROM safe_npm.versions WHERE part = $1', [
    name,
  ])
  return row?.version ?? 0
}

function checked({ place }: Database, part: SchemaPart, version: number): number {
  if (version <= part.version && version >= 0) return version
  throw new DatabaseError(
    'newer',
    `${place} was written by a newer safe-npm (schema ${version}; this one knows ${part.version})`,
  )
}

/** Whoever may not create a schema can be given an empty one of this name. */
async function prepareSchema({ place }: Database, query: Query): Promise<void> {
  const [found] = await query<{ schema: boolean; ours: boolean; tables: number }>(
    `SELECT to_regnamespace('safe_npm') IS NOT NULL AS schema, to_regclass('safe_npm.versions') IS NOT NULL AS ours,
            (SELECT count(*)::int FROM pg_class WHERE relnamespace = to_regnamespace('safe_npm')) AS tables`,
  )
  if (found?.ours) return
  if (found !== undefined && found.tables > 0) {
    throw new DatabaseError('foreign', `the schema safe_npm of ${place} is of something else`)
  }
  if (!found?.schema) await query('CREATE SCHEMA safe_npm')
  await query('CREATE TABLE safe_npm.versions (part TEXT PRIMARY KEY, version INTEGER NOT NULL)')
}
