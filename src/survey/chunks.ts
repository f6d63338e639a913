import type { SurveyTarget } from '../model/survey.ts'

/** Rows that are written at once. */
const CHUNK = 5_000

export type Targets = Iterable<SurveyTarget> | AsyncIterable<SurveyTarget>

export async function* chunks(targets: Targets): AsyncGenerator<readonly SurveyTarget[]> {
  let rows: SurveyTarget[] = []
  const full = (target: SurveyTarget) => rows.push(target) === CHUNK
  const take = () => {
    const taken = rows
    rows = []
    return taken
  }
  // A plain list is not awaited row by row: it may have millions.
  if (Symbol.iterator in targets) {
    for (const target of targets) if (full(target)) yield take()
  } else {
    for await (const target of targets) if (full(target)) yield take()
  }
  if (rows.length > 0) yield take()
}
