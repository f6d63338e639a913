import { setImmediate } from 'node:timers/promises'
import type { History } from '../../history/history.ts'
import type { ScanReport } from '../../model/index.ts'
import type { SurveyResult } from '../../model/survey.ts'
import { SurveyDigest, wantsEvidence } from '../../report/survey/digest.ts'
import type { SurveyReport } from '../../report/survey/survey-report.ts'
import type { SurveyStore } from '../../survey/store.ts'
import type { FoundSurvey } from './find.ts'
import type { ReportFile } from './report-files.ts'

interface Reading {
  readonly store: SurveyStore
  readonly history: History
  readonly found: FoundSurvey
  readonly files: readonly ReportFile[]
  /** Whether anybody looks at the evidence: for lists of results no scan has to be read. */
  readonly withEvidence: boolean
  /** ISO 8601, UTC. */
  readonly madeAt: string
  /** Told now and then how many have been read. */
  readonly onRead?: (count: number) => void
}

/** Between two turns of everybody else: reading a file leaves no room for a line that moves, nor for Ctrl-C. */
const TURN = 500

/** Every result once, in order, for all that want it. */
export async function readSurvey(reading: Reading): Promise<SurveyReport> {
  const { store, history, found, files, withEvidence, madeAt, onRead } = reading
  const { plan, progress } = found
  const digest = new SurveyDigest()
  const scans = new Scans(history)
  let read = 0
  for await (const result of store.results(plan.id)) {
    digest.add(result, withEvidence ? await scans.of(result) : [])
    for (const file of files) await file.add(result)
    read += 1
    if (read % TURN > 0) continue
    onRead?.(read)
    await setImmediate()
  }
  return digest.finish({ plan, progress, madeAt })
}

/** One script is in many trees: what was read last is likely to be asked for again. */
const KEPT = 64
/** A result stands on its own scan and on those of what its tree has in common with others. */
const SCANS_MAX = 20

class Scans {
  readonly #history: History
  readonly #kept = new Map<string, ScanReport | null>()

  constructor(history: History) {
    this.#history = history
  }

  async of(result: SurveyResult): Promise<readonly ScanReport[]> {
    if (!wantsEvidence(result)) return []
    const reports: ScanReport[] = []
    for (const id of result.scanIds.slice(0, SCANS_MAX)) {
      const report = await this.#read(id)
      if (report !== null) reports.push(report)
    }
    return reports
  }

  async #read(id: string): Promise<ScanReport | null> {
    const known = this.#kept.get(id)
    if (known !== undefined) return known
    const report = await this.#history.scan(id).then(
      (scan) => scan?.report ?? null,
      // The findings are in the result: a record that cannot be read takes their evidence away, and nothing else.
      (error: unknown) => {
        if (error instanceof Error && error.name === 'HistoryError') return null
        throw error
      },
    )
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(id, report)
    return report
  }
}
