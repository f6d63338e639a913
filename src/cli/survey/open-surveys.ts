import { join, parse } from 'node:path'
import type { SurveyQueue } from '../../survey/queue.ts'
import type { SurveyStore } from '../../survey/store.ts'
import { UsageError } from '../error.ts'
import { historyPlace } from '../open-history.ts'

/** Where surveys are kept, and who says which worker has which target. */
export interface OpenSurveys extends AsyncDisposable {
  readonly store: SurveyStore
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
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(where))
    throw new UsageError('surveys in a database are not yet in this version', 'Give a path: --history=FILE')
  const [{ openSqliteSurveys }, { LocalQueue }] = await Promise.all([
    import('../../survey/local/open.ts'),
    import('../../survey/local/queue.ts'),
  ])
  const store = await openSqliteSurveys(surveysPath(where))
  return {
    store,
    queue: async () => new LocalQueue(store),
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
