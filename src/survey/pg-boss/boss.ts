import PgBoss from 'pg-boss'
import type { Database } from '../../shared/postgres/database.ts'

export const SCHEMA = 'safe_npm_queue'
/** Between two looks for jobs whose workers are gone; one of all workers does it. */
const MAINTENANCE_SECONDS = 10

/** pg-boss on our connection, which waits for a database that is started anew. Its schema is made where there is none. */
export async function startBoss(database: Database): Promise<PgBoss> {
  const boss = new PgBoss({
    db: executing(database),
    schema: SCHEMA,
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
    deleteAfterDays: 7,
  })
  // Of its maintenance, which the next turn makes up for; what is asked of it throws by itself.
  boss.on('error', () => {})
  await boss.start()
  return boss
}

/** What pg-boss asks, asked through ours: `query` may be that of a transaction. */
export function executing({ query }: Pick<Database, 'query'>): PgBoss.Db {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({
      rows: [...((await query(text, values)) ?? [])],
    }),
  }
}
