import type { SurveyPlan, SurveyResult, SurveyState } from '../../model/survey.ts'
import type { Database, Query } from '../../shared/postgres/database.ts'
import { storableText } from '../../shared/postgres/text.ts'
import type { Targets } from '../chunks.ts'
import { SurveyError, unknownSurvey } from '../error.ts'
import {
  type ResultRow,
  readResult,
  readSurvey,
  readTarget,
  type SurveyRow,
  type TargetRow,
} from '../rows.ts'
import type { SurveyStore } from '../store.ts'
import { createSurvey } from './create.ts'
import { guarded } from './errors.ts'
import { finishTarget } from './finish.ts'

/** A shorter beginning of an id would mean whatever was started in some month. */
const SHORTEST_PREFIX = 4
const PAGE = 500

const SURVEY =
  'SELECT number, id, plan, state, total, done, suspicious, malicious, inconclusive FROM safe_npm.surveys'
const TARGET = 'SELECT position, name, spec, downloads::float8 FROM safe_npm.survey_targets AS t'
const RESULT = `
  SELECT r.position, name, spec, downloads::float8, version, integrity, verdict, basis, packages, imported, reason,
         attempts, milliseconds::float8, finished_at::float8 AS "finishedAt", lists
  FROM safe_npm.survey_results AS r
  JOIN safe_npm.survey_targets AS t ON t.survey = r.survey AND t.position = r.position
  WHERE r.survey = $1 AND r.position > $2 ORDER BY r.position LIMIT ${PAGE}`
export const WAITING = `
  ${TARGET} WHERE survey = $1 AND position >= $2
    AND NOT EXISTS (SELECT FROM safe_npm.survey_results AS r WHERE r.survey = $1 AND r.position = t.position)
  ORDER BY position LIMIT $3`

/** Surveys in the database of a team, beside its history. */
export class PostgresSurveys implements SurveyStore {
  readonly place: string
  readonly #database: Database
  readonly #numbers = new Map<string, number>()

  constructor(database: Database) {
    this.#database = database
    this.place = database.place
  }

  create(plan: SurveyPlan, targets: Targets) {
    return guarded(this.place, () => createSurvey(this.#database, plan, targets))
  }

  surveys() {
    return this.#run(async (query) => {
      const rows = await query<SurveyRow>(`${SURVEY} ORDER BY started_at DESC, id DESC`)
      return rows.map(readSurvey)
    })
  }

  async survey(id: string) {
    const prefix = storableText(id.toUpperCase())
    if (prefix.length < SHORTEST_PREFIX) return null
    return this.#run(async (query) => {
      const rows = await query<SurveyRow>(`${SURVEY} WHERE starts_with(id, $1) ORDER BY id LIMIT 2`, [prefix])
      const row = rows.find((one) => one.id === prefix) ?? rows[0]
      if (row === undefined) return null
      if (rows.length === 1 || row.id === prefix) return readSurvey(row)
      throw new SurveyError(
        'survey-ambiguous',
        `several surveys begin with ${prefix}`,
        'Give more of the id: dsca survey list',
      )
    })
  }

  setState(id: string, state: SurveyState) {
    return this.#run(async (query) => {
      const rows = await query('UPDATE safe_npm.surveys SET state = $2 WHERE id = $1 RETURNING number', [
        id,
        state,
      ])
      if (rows.length === 0) throw unknownSurvey(id)
    })
  }

  state(id: string) {
    return this.#run(async (query) => {
      const [row] = await query<{ state: SurveyState }>('SELECT state FROM safe_npm.surveys WHERE id = $1', [
        id,
      ])
      if (row === undefined) throw unknownSurvey(id)
      return row.state
    })
  }

  waiting(id: string, from: number, limit: number) {
    return this.#run(async (query) => {
      const rows = await query<TargetRow>(WAITING, [await this.#number(id), from, limit])
      return rows.map(readTarget)
    })
  }

  target(id: string, position: number) {
    return this.#run(async (query) => {
      const [row] = await query<TargetRow>(`${TARGET} WHERE survey = $1 AND position = $2`, [
        await this.#number(id),
        position,
      ])
      return row === undefined ? null : readTarget(row)
    })
  }

  finish(id: string, result: SurveyResult) {
    return this.#run(async (query) => finishTarget(query, { id, survey: await this.#number(id) }, result))
  }

  async *results(id: string) {
    let after = -1
    for (;;) {
      const page = await this.#run(async (query) => {
        const rows = await query<ResultRow>(RESULT, [await this.#number(id), after])
        return rows.map(readResult)
      })
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      after = last.position
    }
  }

  [Symbol.asyncDispose]() {
    return guarded(this.place, async () => this.#database[Symbol.asyncDispose]())
  }

  async #number(id: string): Promise<number> {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    const [row] = await this.#database.query<{ number: number }>(
      'SELECT number FROM safe_npm.surveys WHERE id = $1',
      [id],
    )
    if (row === undefined) throw unknownSurvey(id)
    this.#numbers.set(id, row.number)
    return row.number
  }

  #run<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return guarded(this.place, () => work(this.#database.query))
  }
}
