import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { sqliteFault } from '../../shared/sqlite/fault.ts'
import { toSurveyError } from './errors.ts'

/** Whoever asks holds it for a moment, too. */
const PATIENCE_MS = 500

/** Of an empty file beside the surveys, and there only while somebody works on this one. */
function claimFile(surveys: string, id: string): string {
  return `${surveys}.${id}.running`
}

/**
 * Says that this process works on a survey, until it lets go of it. A lock and no number of a process: the system gives
 * it up however the process ends, and a number may be another's by then. Null: somebody else works on it.
 */
export function claimSurvey(surveys: string, id: string): Disposable | null {
  const file = claimFile(surveys, id)
  try {
    for (;;) {
      closeSync(openSync(file, 'a', 0o600))
      const before = fileOf(file)
      if (before === null) continue
      const lock = locked(file, 'BEGIN EXCLUSIVE', PATIENCE_MS)
      if (lock === null) return null
      // Whoever had it may have removed the file that was opened here.
      if (before === fileOf(file)) return { [Symbol.dispose]: () => letGo(file, lock) }
      lock.close()
    }
  } catch (error) {
    throw toSurveyError(surveys, error)
  }
}

/** Whether a process works on this survey. */
export function isClaimed(surveys: string, id: string): boolean {
  const file = claimFile(surveys, id)
  if (fileOf(file) === null) return false
  try {
    const free = locked(file, 'SELECT count(*) FROM sqlite_schema', 0)
    free?.close()
    return free === null && fileOf(file) !== null
  } catch (error) {
    throw toSurveyError(surveys, error)
  }
}

/** Null where somebody has it, or has just removed it. */
function locked(file: string, sql: string, timeout: number): SqliteDatabase.Database | null {
  let database: SqliteDatabase.Database | undefined
  try {
    database = new SqliteDatabase(file, { timeout, fileMustExist: true })
    database.exec(sql)
    return database
  } catch (error) {
    database?.close()
    if (sqliteFault(error) === 'busy' || fileOf(file) === null) return null
    throw error
  }
}

/** Removed while it is held: nobody else has it then. */
function letGo(file: string, lock: SqliteDatabase.Database): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Windows removes no file that is open: it is empty, and nobody holds it.
  }
  lock.close()
}

function fileOf(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`
}
