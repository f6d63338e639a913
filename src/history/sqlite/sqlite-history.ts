import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type {
  CleanQuery,
  Decision,
  History,
  ScanRecord,
  VerdictContext,
  VerdictImport,
  VerdictKey,
} from '../history.ts'
import { guarded } from './errors.ts'
import { prepareKnown, selectKnown } from './known.ts'

/**
 * The history in one file. What a known tree does not need (statements, modules) is loaded when it is first
 * needed: asking the history must cost next to nothing beside the installation.
 */
export class SqliteHistory implements History {
  readonly place: string
  readonly #database: Database
  #known: ReturnType<typeof prepareKnown> | undefined

  constructor(database: Database) {
    this.#database = database
    this.place = database.name
  }

  async known(keys: readonly VerdictKey[], context: VerdictContext) {
    return this.#run((database) => {
      this.#known ??= prepareKnown(database)
      return selectKnown(this.#known, keys, context)
    })
  }

  async lastClean(query: CleanQuery, context: VerdictContext) {
    const { selectLastClean } = await import('./last-clean.ts')
    return this.#run((database) => selectLastClean(database, query, context))
  }

  async record(scan: ScanRecord, context: VerdictContext) {
    const { recordScan } = await import('./record.ts')
    this.#run((database) => recordScan(database, scan, context))
  }

  async scans(filter: { readonly package?: string; readonly limit?: number }) {
    const { selectScans } = await import('./scans.ts')
    return this.#run((database) => selectScans(database, filter))
  }

  async scan(id: string) {
    const { selectScan } = await import('./scans.ts')
    return this.#run((database) => selectScan(database, id))
  }

  async packages(name: string) {
    const { selectPackages } = await import('./scans.ts')
    return this.#run((database) => selectPackages(database, name))
  }

  async *shared(context: VerdictContext) {
    const { sharedPage } = await import('./shared.ts')
    for (let after: Parameters<typeof sharedPage>[2] = null; ; ) {
      const page = this.#run((database) => sharedPage(database, context, after))
      yield* page.verdicts
      if (page.next === null) return
      after = page.next
    }
  }

  async take(imports: readonly VerdictImport[]) {
    const { takeVerdicts } = await import('./take.ts')
    return takeVerdicts(this.#database, imports)
  }

  async decide(decision: Decision) {
    const { insertDecision } = await import('./decisions.ts')
    this.#run((database) => insertDecision(database, decision))
  }

  async decisions(filter: { readonly package?: string }) {
    const { selectDecisions } = await import('./decisions.ts')
    return this.#run((database) => selectDecisions(database, filter))
  }

  async rules() {
    const { selectRules } = await import('./decisions.ts')
    return this.#run(selectRules)
  }

  async statistics() {
    return this.#run((database) => {
      const count = (table: string) => Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
      return {
        scans: count('scans'),
        packages: Number(
          database.prepare('SELECT count(DISTINCT package_id) FROM observations').pluck().get(),
        ),
        decisions: count('decisions'),
        bytes: sizeOf(this.place) + sizeOf(`${this.place}-wal`),
      }
    })
  }

  async [Symbol.asyncDispose]() {
    this.#run((database) => database.close())
  }

  #run<T>(work: (database: Database) => T): T {
    return guarded(this.place, () => work(this.#database))
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
