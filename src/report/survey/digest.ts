import type { ScanReport, VerdictKind } from '../../model/index.ts'
import type { SurveyPlan, SurveyProgress, SurveyResult } from '../../model/survey.ts'
import { evidenceOf, isTelling } from './evidence.ts'
import { Groups } from './groups.ts'
import { SURVEY_KINDS, type SurveyKind } from './kind.ts'
import { EvidencePool } from './pool.ts'
import { Reasons } from './reasons.ts'
import { type FlaggedResult, SURVEY_REPORT_VERSION, type SurveyReport } from './survey-report.ts'
import { Totals } from './totals.ts'

/** Of each verdict; a registry of three million with 0.03 % has some 900 in all. */
const RESULTS_MAX = 20_000

const ORDER: readonly VerdictKind[] = ['malicious', 'suspicious', 'clean', 'inconclusive']

/** Whether the digest wants the scans of a result: few have anything to tell, and all others need not be read. */
export function wantsEvidence({ verdict, findings }: SurveyResult): boolean {
  return verdict !== 'inconclusive' && findings.some(isTelling)
}

export interface Finish {
  readonly plan: SurveyPlan
  readonly progress: Pick<SurveyProgress, 'state' | 'total'>
  /** ISO 8601, UTC. */
  readonly madeAt: string
}

/**
 * What a survey came to, from its results one by one: millions of clean ones are counted, those with findings are
 * kept, and whatever grows with them has a bound. The same results give the same report.
 */
export class SurveyDigest {
  readonly #totals = new Totals()
  readonly #kinds = new Map<SurveyKind, number>()
  readonly #pool = new EvidencePool()
  readonly #groups = new Groups()
  readonly #reasons = new Reasons()
  readonly #results: Record<VerdictKind, FlaggedResult[]> = {
    malicious: [],
    suspicious: [],
    clean: [],
    inconclusive: [],
  }
  #omitted = 0

  /** `reports`: the scans that it stands on, where `wantsEvidence` says so. */
  add(result: SurveyResult, reports: readonly ScanReport[] = []): void {
    this.#totals.add(result)
    if (result.verdict === 'inconclusive') this.#reasons.add(result)
    else if (result.verdict !== 'clean' || wantsEvidence(result)) this.#flag(result, reports)
  }

  #flag(result: SurveyResult, reports: readonly ScanReport[]): void {
    const pieces = evidenceOf(result, reports)
    const positions = pieces.map((piece) => {
      const position = this.#pool.add(piece)
      this.#groups.add(piece, position, result.position)
      return position
    })
    const found = new Set(pieces.flatMap((piece) => piece.kinds))
    for (const kind of found) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    const kept = this.#results[result.verdict]
    if (kept.length >= RESULTS_MAX) {
      this.#omitted += 1
      return
    }
    const { position, name, version, downloads, verdict, basis, packages, attempts } = result
    kept.push({
      position,
      name,
      version,
      downloads,
      verdict,
      basis,
      kinds: SURVEY_KINDS.filter((kind) => found.has(kind)),
      packages,
      attempts,
      evidence: positions.filter((one) => one !== null),
    })
  }

  finish({ plan, progress, madeAt }: Finish): SurveyReport {
    return {
      schemaVersion: SURVEY_REPORT_VERSION,
      madeAt,
      state: progress.state,
      survey: plan,
      totals: this.#totals.of(plan.source.total, progress.total),
      kinds: [...this.#kinds]
        .map(([kind, packages]) => ({ kind, packages }))
        .sort(
          (a, b) => b.packages - a.packages || SURVEY_KINDS.indexOf(a.kind) - SURVEY_KINDS.indexOf(b.kind),
        ),
      hosts: this.#groups.hosts(),
      packages: this.#groups.packages(),
      results: ORDER.flatMap((verdict) => this.#results[verdict]),
      evidence: this.#pool.all(),
      inconclusive: { reasons: this.#reasons.counted(), results: this.#reasons.results },
      omitted: {
        results: this.#omitted,
        evidence: this.#pool.omitted,
        hosts: this.#groups.omittedHosts,
        packages: this.#groups.omittedPackages,
        inconclusive: this.#reasons.omittedResults,
        reasons: this.#reasons.omittedReasons,
      },
    }
  }
}
