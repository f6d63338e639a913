import type { Database } from 'better-sqlite3'
import type { SurveyPlan, SurveyResult, SurveyState } from '../../model/survey.ts'
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
import { toSurveyError } from './errors.ts'
import { finishTarget } from './finish.ts'

/** A shorter beginning of an id would mean whatever was started in some month. */
const SHORTEST_PREFIX = 4
const PAGE = 500

const SURVEY = 'SELECT number, id, plan, state, total, done, suspicious, malicious, inconclusive FROM surveys'
const RESULT = `
  SELECT r.position, name, spec, downloads, version, integrity, verdict, basis, packages, imported, reason, attempts,
         milliseconds, finished_at AS finishedAt, lists
  FROM results AS r JOIN targets AS t ON t.survey = r.survey AND t.position = r.position
  WHERE r.survey = ? AND r.position > ? ORDER BY r.position LIMIT ${PAGE}`
const WAITING = `
  SELECT position, name, spec, downloads FROM targets AS t
  WHERE survey = @survey AND position >= @from
    AND NOT EXISTS (SELECT 1 FROM results AS r WHERE r.survey = @survey AND r.position = t.position)
  ORDER BY position LIMIT @limit`

/** Surveys in one file. */
export class SqliteSurveys implements SurveyStore {
  readonly place: string
  readonly #database: Database
  readonly #numbers = new Map<string, number>()
  #created = 0

  constructor(database: Database) {
    this.#database = database
    this.place = database.name
  }

  async create(plan: SurveyPlan, targets: Targets) {
    this.#created += 1
    await createSurvey(this.#database, this.#created, plan, targets).catch((error: unknown) => {
      throw toSurveyError(this.place, error)
    })
  }

  async surveys() {
    return this.#run((database) =>
      database.prepare<[], SurveyRow>(`${SURVEY} ORDER BY started_at DESC, id DESC`).all().map(readSurvey),
    )
  }

  async survey(id: string) {
    const prefix = id.toUpperCase()
    if (prefix.length < SHORTEST_PREFIX) return null
    return this.#run((database) => {
      const rows = database
        .prepare<[string, string], SurveyRow>(
          `${SURVEY} WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 2`,
        )
        .all(prefix, prefix)
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

  async setState(id: string, state: SurveyState) {
    this.#run((database) => {
      const { changes } = database.prepare('UPDATE surveys SET state = ? WHERE id = ?').run(state, id)
      if (changes === 0) throw unknownSurvey(id)
    })
  }

  async state(id: string) {
    return this.#run((database) => {
      const state = database.prepare('SELECT state FROM surveys WHERE id = ?').pluck().get(id)
      if (state === undefined) throw unknownSurvey(id)
      return state as SurveyState
    })
  }

  async waiting(id: string, from: number, limit: number) {
    const survey = this.#number(id)
    return this.#run((database) =>
      database
        .prepare<[{ survey: number; from: number; limit: number }], TargetRow>(WAITING)
        .all({ survey, from, limit })
        .map(readTarget),
    )
  }

  async target(id: string, position: number) {
    const survey = this.#number(id)
    return this.#run((database) => {
      const row = database
        .prepare<[number, number], TargetRow>(
          'SELECT position, name, spec, downloads FROM targets WHERE survey = ? AND position = ?',
        )
        .get(survey, position)
      return row === undefined ? null : readTarget(row)
    })
  }

  async finish(id: string, result: SurveyResult) {
    const survey = this.#number(id)
    return this.#run((database) => finishTarget(database, { id, survey }, result))
  }

  async *results(id: string) {
    const survey = this.#number(id)
    let after = -1
    for (;;) {
      const page = this.#run((database) =>
        database.prepare<[number, number], ResultRow>(RESULT).all(survey, after).map(readResult),
      )
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      after = last.position
    }
  }

  async [Symbol.asyncDispose]() {
    this.#run((database) => database.close())
  }

  #number(id: string): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    const number = this.#run((database) =>
      database.prepare('SELECT number FROM surveys WHERE id = ?').pluck().get(id),
    )
    if (typeof number !== 'number') throw unknownSurvey(id)
    this.#numbers.set(id, number)
    return number
  }

  #run<T>(work: (database: Database) => T): T {
    try {
      return work(this.#database)
    } catch (error) {
      throw toSurveyError(this.place, error)
    }
  }
}
