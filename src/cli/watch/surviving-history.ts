import { HistoryError } from '../../history/error.ts'
import type {
  CleanQuery,
  Decision,
  History,
  ScanRecord,
  VerdictContext,
  VerdictImport,
  VerdictKey,
} from '../../history/history.ts'
import type { PolicyRule } from '../../model/index.ts'
import { escapeText } from '../../report/escape.ts'
import { say } from '../output.ts'

/**
 * What stands for rules that cannot be read. One of them may forbid anything, and a deny wins over any allow: with
 * this one nothing is let through that they would have stopped.
 */
const ANY_RULE: PolicyRule = {
  effect: 'deny',
  package: '*',
  host: '*',
  reason: 'the rules of the history cannot be read',
}

/** By address: whoever did not answer once is not waited for again in the same run. */
const gone = new Set<string>()

/** Whether all that was to be recorded is, so that `dsca show` has it. */
export function hasRecorded(history: History): boolean {
  return !(history instanceof SurvivingHistory) || history.recorded
}

/**
 * A history in a database, for whoever watches. Should nobody answer, the watch goes on without it: nothing is known,
 * nothing is allowed, nothing is recorded, and a line says so.
 */
export class SurvivingHistory implements History {
  readonly place: string
  readonly #program: string
  readonly #address: string
  #inner: History | null = null
  #lost = false

  private constructor(address: string, place: string, program: string) {
    this.#address = address
    this.place = place
    this.#program = program
  }

  static async open(
    address: string,
    { open, place, program }: { open: () => Promise<History>; place: string; program: string },
  ): Promise<History> {
    const surviving = new SurvivingHistory(address, place, program)
    if (gone.has(address)) return surviving
    try {
      surviving.#inner = await open()
    } catch (error) {
      surviving.#goOnWithout(error, 'everything is new, no rule allows anything, nothing is recorded')
    }
    return surviving
  }

  get recorded(): boolean {
    return !this.#lost && !this.#isGone()
  }

  async rules() {
    const consequence = 'no rule allows anything, nothing is recorded'
    return this.#read(consequence, [ANY_RULE], (history) => history.rules())
  }

  async known(keys: readonly VerdictKey[], context: VerdictContext) {
    const consequence = 'everything is new, nothing is recorded'
    return this.#read(consequence, [], (history) => history.known(keys, context))
  }

  async lastClean(query: CleanQuery, context: VerdictContext) {
    return this.#read('nothing is recorded', [], (history) => history.lastClean(query, context))
  }

  async scan(id: string) {
    return this.#read('nothing is recorded', null, (history) => history.scan(id))
  }

  async record(scan: ScanRecord, context: VerdictContext) {
    await this.#write('this scan is not recorded', (history) => history.record(scan, context))
  }

  async decide(decision: Decision) {
    await this.#write('this answer is not kept', (history) => history.decide(decision))
  }

  async scans(filter: { readonly package?: string; readonly limit?: number }) {
    return this.#present().scans(filter)
  }

  async packages(name: string) {
    return this.#present().packages(name)
  }

  shared(context: VerdictContext) {
    return this.#present().shared(context)
  }

  async take(imports: readonly VerdictImport[]) {
    return this.#present().take(imports)
  }

  async decisions(filter: { readonly package?: string }) {
    return this.#present().decisions(filter)
  }

  async statistics() {
    return this.#present().statistics()
  }

  async [Symbol.asyncDispose]() {
    await this.#inner?.[Symbol.asyncDispose]()
  }

  async #read<T>(consequence: string, without: T, read: (history: History) => Promise<T>): Promise<T> {
    if (this.#isGone()) return without
    try {
      return await read(this.#present())
    } catch (error) {
      this.#goOnWithout(error, consequence)
      return without
    }
  }

  /** A role that may only read is a usual one: what it cannot write is no failure of a watch either. */
  async #write(consequence: string, write: (history: History) => Promise<void>): Promise<void> {
    if (this.#isGone()) return
    try {
      await write(this.#present())
    } catch (error) {
      if (error instanceof HistoryError && error.code === 'history-unwritable') {
        this.#lost = true
        this.#say(error, consequence)
      } else this.#goOnWithout(error, consequence)
    }
  }

  #isGone(): boolean {
    return gone.has(this.#address)
  }

  #present(): History {
    if (this.#inner !== null) return this.#inner
    throw new HistoryError('history-unreachable', `the history ${this.place} does not answer`, 'Try again')
  }

  /** Only where nobody answers. Whoever answers something wrong is a fault, and nothing is installed on it. */
  #goOnWithout(error: unknown, consequence: string): void {
    if (!(error instanceof HistoryError) || error.code !== 'history-unreachable') throw error
    gone.add(this.#address)
    this.#say(error, consequence)
  }

  #say(error: HistoryError, consequence: string): void {
    say(`${this.#program}: ${escapeText(error.message, 300)}\n  Going on without it: ${consequence}\n`)
  }
}
