import type { Finding, VerdictKind } from '../../model/index.ts'
import type { SurveyBasis, SurveyResult } from '../../model/survey.ts'
import type { SurveyTotals } from './survey-report.ts'

/** Whether a finding is what the survey asks for: something but the registry was looked up or contacted. */
function isForeign({ code, severity }: Finding): boolean {
  return (code === 'foreign-lookup' || code === 'foreign-contact') && severity !== 'info'
}

/** Everything that is only counted. */
export class Totals {
  readonly #verdicts: Record<VerdictKind, number> = { clean: 0, suspicious: 0, malicious: 0, inconclusive: 0 }
  readonly #basis: Record<SurveyBasis, number> = { watched: 0, inert: 0, inferred: 0, none: 0 }
  #foreign = 0
  #withScripts = 0
  #imported = 0
  #retried = 0
  #milliseconds = 0
  #first: number | null = null
  #last: number | null = null

  add(result: SurveyResult): void {
    const { verdict, basis, findings, scripted, imported, attempts, milliseconds, finishedAt } = result
    this.#verdicts[verdict] += 1
    this.#basis[basis] += 1
    if (verdict !== 'inconclusive' && findings.some(isForeign)) this.#foreign += 1
    if (scripted.length > 0) this.#withScripts += 1
    if (imported) this.#imported += 1
    if (attempts > 1) this.#retried += 1
    this.#milliseconds += milliseconds
    this.#first = Math.min(this.#first ?? finishedAt, finishedAt)
    this.#last = Math.max(this.#last ?? finishedAt, finishedAt)
  }

  of(source: number, chosen: number): SurveyTotals {
    const done = Object.values(this.#verdicts).reduce((sum, one) => sum + one, 0)
    return {
      source,
      chosen,
      done,
      analysed: done - this.#verdicts.inconclusive,
      foreign: this.#foreign,
      verdicts: { ...this.#verdicts },
      basis: { ...this.#basis },
      withScripts: this.#withScripts,
      imported: this.#imported,
      retried: this.#retried,
      milliseconds: this.#milliseconds,
      firstFinishedAt: this.#first,
      lastFinishedAt: this.#last,
    }
  }
}
