import type { History } from '../history.ts'

/** Opens the history at this path, and creates it where there is none. */
export async function openSqliteHistory(_path: string): Promise<History> {
  throw new Error('not yet written')
}
