import type { SurveyResult } from '../../model/survey.ts'
import type { InconclusiveResult, SurveyReport } from './survey-report.ts'

const RESULTS_MAX = 5_000
const REASONS_MAX = 200
const REASON_MAX = 300

/** What could not be known, and why. */
export class Reasons {
  readonly #counts = new Map<string, number>()
  readonly results: InconclusiveResult[] = []
  omittedResults = 0
  omittedReasons = 0

  add({ position, name, version, reason, attempts, scanIds }: SurveyResult): void {
    const told = (reason ?? 'no reason is recorded').slice(0, REASON_MAX)
    // The same reason of many packages is one: their own names are no part of it.
    const common = [`${name}@${version ?? ''}`, name].reduce((text, own) => text.replaceAll(own, '…'), told)
    const known = this.#counts.get(common)
    if (known === undefined && this.#counts.size >= REASONS_MAX) this.omittedReasons += 1
    else this.#counts.set(common, (known ?? 0) + 1)
    if (this.results.length >= RESULTS_MAX) {
      this.omittedResults += 1
      return
    }
    this.results.push({ position, name, version, reason: told, attempts, scanId: scanIds[0] ?? null })
  }

  counted(): SurveyReport['inconclusive']['reasons'] {
    return [...this.#counts]
      .map(([reason, packages]) => ({ reason, packages }))
      .sort((a, b) => b.packages - a.packages || (a.reason < b.reason ? -1 : 1))
  }
}
