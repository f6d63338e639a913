import type { Database, Query } from '../../shared/postgres/database.ts'
import type {
  CleanQuery,
  Decision,
  History,
  ScanRecord,
  VerdictContext,
  VerdictImport,
  VerdictKey,
} from '../history.ts'
import { insertDecision, selectDecisions, selectRules } from './decisions.ts'
import { guarded, guardedDatabase } from './errors.ts'
import { selectKnown } from './known.ts'
import { selectLastClean } from './last-clean.ts'
import { recordScan } from './record.ts'
import { selectPackages, selectScan, selectScans } from './scans.ts'
import { sharedVerdicts } from './shared.ts'
import { takeVerdicts } from './take.ts'

interface Counts {
  readonly scans: number
  readonly packages: number
  readonly decisions: number
  readonly bytes: number
}

/** The history of a team, in a schema of its own in a PostgreSQL database. */
export class PostgresHistory implements History {
  readonly place: string
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.place = database.place
  }

  known(keys: readonly VerdictKey[], context: VerdictContext) {
    return this.#run((query) => selectKnown(query, keys, context))
  }

  lastClean(query: CleanQuery, context: VerdictContext) {
    return this.#run((ask) => selectLastClean(ask, query, context))
  }

  record(scan: ScanRecord, context: VerdictContext) {
    return guarded(this.place, () =>
      this.#database.transaction((query, again) => recordScan(query, scan, context, again)),
    )
  }

  scans(filter: { readonly package?: string; readonly limit?: number }) {
    return this.#run((query) => selectScans(query, filter))
  }

  scan(id: string) {
    return this.#run((query) => selectScan(query, id))
  }

  packages(name: string) {
    return this.#run((query) => selectPackages(query, name))
  }

  async *shared(context: VerdictContext) {
    yield* sharedVerdicts((text, values) => this.#run((query) => query(text, values)), context)
  }

  take(imports: readonly VerdictImport[]) {
    let attempts = 0
    return guardedDatabase(this.place, () =>
      this.#database.transaction((query) => {
        attempts += 1
        return takeVerdicts(query, imports, attempts === 1)
      }),
    )
  }

  decide(decision: Decision) {
    return this.#run((query) => insertDecision(query, decision))
  }

  decisions(filter: { readonly package?: string }) {
    return this.#run((query) => selectDecisions(query, filter))
  }

  rules() {
    return this.#run(selectRules)
  }

  async statistics() {
    const [counts] = await this.#run((query) =>
      query<Counts>(
        `SELECT (SELECT count(*) FROM safe_npm.scans)::float8 AS scans,
                (SELECT count(DISTINCT package_id) FROM safe_npm.observations)::float8 AS packages,
                (SELECT count(*) FROM safe_npm.decisions)::float8 AS decisions,
                (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
                 WHERE relnamespace = 'safe_npm'::regnamespace AND relkind = 'r')::float8 AS bytes`,
      ),
    )
    return counts ?? { scans: 0, packages: 0, decisions: 0, bytes: 0 }
  }

  [Symbol.asyncDispose]() {
    return guarded(this.place, async () => this.#database[Symbol.asyncDispose]())
  }

  #run<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return guarded(this.place, () => work(this.#database.query))
  }
}
