import { join, parse } from 'node:path'
import { isDatabaseAddress } from '../../shared/postgres/address.ts'
import type { SurveyQueue } from '../../survey/queue.ts'
import type { SurveyStore } from '../../survey/store.ts'
import { UsageError } from '../error.ts'
import { DATABASE_PATIENCE_MS, historyPlace } from '../open-history.ts'

export interface Working {
  /** It was this machine's, and its process is gone. */
  readonly gone: boolean
  /** Targets that workers have, wherever they are; null where that cannot be told. */
  readonly underWay: number | null
}

/** Where surveys are kept, and who says which worker has which target. */
export interface OpenSurveys extends AsyncDisposable {
  readonly store: SurveyStore
  /** Any number of workers on any number of machines share them; else this process is the only one. */
  readonly shared: boolean
  /** That this process works on it, until it lets go; throws where another does. Any number may on shared ones. */
  claim(id: string): Promise<Disposable>
  /** Whether somebody works on a survey that is stored as running. */
  working(id: string): Promise<Working>
  /** One of this process. */
  queue(): Promise<SurveyQueue>
}

/** Beside the history: `history.db` has its surveys in `history-surveys.db`. */
export function surveysPath(history: string): string {
  const { dir, name, ext } = parse(history)
  return join(dir, `${name}-surveys${ext}`)
}

export async function openSurveys(history: string | null): Promise<OpenSurveys> {
  const where = historyPlace(history)
  if (isDatabaseAddress(where)) return openSharedSurveys(where)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(where))
    throw new UsageError('the history is neither a path nor postgres://…', 'Give a path: --history=FILE')
  const [{ openSqliteSurveys }, { LocalQueue }, { claimSurvey, isClaimed }] = await Promise.all([
    import('../../survey/local/open.ts'),
    import('../../survey/local/queue.ts'),
    import('../../survey/local/claim.ts'),
  ])
  const store = await openSqliteSurveys(surveysPath(where))
  return {
    store,
    shared: false,
    claim: async (id) => claimSurvey(store.place, id) ?? alreadyRuns(id),
    working: async (id) => ({ gone: !isClaimed(store.place, id), underWay: null }),
    queue: async () => new LocalQueue(store),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function alreadyRuns(id: string): never {
  throw new UsageError(
    `another process works on survey ${id}`,
    `dsca survey status ${id} shows how far it is; dsca survey pause ${id} stops it`,
  )
}

async function openSharedSurveys(address: string): Promise<OpenSurveys> {
  const [{ openPostgresSurveys }, { openDatabase }, { PostgresSurveys }, { PgBossQueue }, { underWay }] =
    await Promise.all([
      import('../../survey/postgres/open.ts'),
      import('../../shared/postgres/database.ts'),
      import('../../survey/postgres/postgres-surveys.ts'),
      import('../../survey/pg-boss/pg-boss-queue.ts'),
      import('../../survey/pg-boss/under-way.ts'),
    ])
  // Whoever begins is told at once that nobody is there; whoever is at work waits.
  await (await openPostgresSurveys(address))[Symbol.asyncDispose]()
  const database = openDatabase(address, { patience: DATABASE_PATIENCE_MS })
  const store = new PostgresSurveys(database)
  return {
    store,
    shared: true,
    claim: async () => ({ [Symbol.dispose]: () => {} }),
    working: async (id) => ({ gone: false, underWay: await underWay(database, id) }),
    queue: () => PgBossQueue.open(database, store),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** Opens the surveys, closes them whatever happens. */
export async function withSurveys<T>(
  history: string | null,
  work: (surveys: OpenSurveys) => Promise<T>,
): Promise<T> {
  await using surveys = await openSurveys(history)
  return await work(surveys)
}

/** Works on a survey that nobody else works on. (tsc 6.0 forgets dynamic imports beside a `using`: so it stands here.) */
export async function withClaim<T>(surveys: OpenSurveys, id: string, work: () => Promise<T>): Promise<T> {
  using _claim = await surveys.claim(id)
  return await work()
}
