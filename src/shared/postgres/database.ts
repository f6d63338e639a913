import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { databasePlace } from './address.ts'
import { DatabaseError, toDatabaseError } from './error.ts'

/** How long to wait for a connection, TLS and login included: whoever waits at npm's door waits for this. */
const CONNECT_TIMEOUT = 3_000
/** A statement that takes longer has lost its database: none of ours moves more than some ten thousand rows. */
const QUERY_TIMEOUT = 60_000
const CONNECTIONS = 4
/** Between two attempts, doubled each time. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000
/** Another transaction in the way is no reason to give up, nor to go on for ever. */
const CONFLICTS = 10

export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

export interface Database extends AsyncDisposable {
  /** Words for the user: the address without its password. */
  readonly place: string
  readonly query: Query
  /**
   * All or nothing. `again`: an attempt before this one lost its connection, and nobody knows whether it was
   * committed: the work must find out.
   */
  transaction<T>(work: (query: Query, again: boolean) => Promise<T>): Promise<T>
}

export interface DatabaseOptions {
  /** Milliseconds for which a database that cannot be reached is waited for. A connection that was lost is always tried once more. */
  readonly patience?: number
  readonly connections?: number
}

/** Connects when it is first asked something. */
export function openDatabase(address: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: quietMode(address),
    max: options.connections ?? CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    keepAlive: true,
    application_name: 'safe-npm',
    allowExitOnIdle: true,
  })
  // A connection that nobody uses was lost: the next question opens another.
  pool.on('error', () => {})
  const patience = options.patience ?? 0
  return {
    place: databasePlace(address),
    query: (text, values) => insistently(patience, () => ask(pool, text, values)),
    transaction: (work) => insistently(patience, (again) => transact(pool, work, again)),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/** The driver takes these three for the strictest of them, and warns on stderr that it will not do so for ever. */
function quietMode(address: string): string {
  return address.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

interface Asked {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
}

async function ask<Row>(on: Asked, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const { rows } = await told(on.query(text, [...values]))
  return rows as Row[]
}

async function transact<T>(
  pool: pg.Pool,
  work: (query: Query, again: boolean) => Promise<T>,
  again: boolean,
): Promise<T> {
  const client = await told(pool.connect())
  // Said again by whatever is being asked; without a listener it would end the process.
  const lost = () => {}
  client.on('error', lost)
  try {
    const query: Query = (text, values) => ask(client, text, values)
    await query('BEGIN')
    const result = await work(query, again)
    await query('COMMIT')
    client.off('error', lost)
    client.release()
    return result
  } catch (error) {
    // A connection of which nobody knows how far it got is not used again; the server rolls back.
    client.release(true)
    throw error
  }
}

async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    throw toDatabaseError(cause)
  }
}

async function insistently<T>(patience: number, work: (again: boolean) => Promise<T>): Promise<T> {
  const end = performance.now() + patience
  let again = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(again)
    } catch (error) {
      if (!(error instanceof DatabaseError) || !isWorthAnother(error, attempt, end)) throw error
      again ||= error.fault === 'unreachable'
      await setTimeout(pauseOf(attempt))
    }
  }
}

function isWorthAnother({ fault, cause }: DatabaseError, attempt: number, end: number): boolean {
  if (fault === 'conflict') return attempt < CONFLICTS
  if (fault !== 'unreachable') return false
  return performance.now() < end || (attempt === 1 && wasConnected(cause))
}

/** A connection from before is lost, as when the database was started anew. Whoever is not there is not asked twice. */
function wasConnected(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return /^(57P01|ECONNRESET|EPIPE)$/.test(code) || /^Connection terminated unexpectedly/.test(cause.message)
}

/** Spread out, so that not all workers of a database that is back knock at once. */
function pauseOf(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
  return longest / 2 + (Math.random() * longest) / 2
}
