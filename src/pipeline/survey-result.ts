import type { ScanRecord } from '../history/history.ts'
import type { Finding, OtherPlatform, TreePackage } from '../model/index.ts'
import type { SurveyResult, SurveyTarget } from '../model/survey.ts'
import { headline } from '../report/messages.ts'
import type { Examination } from './examine.ts'
import { hasScripts } from './inspected.ts'
import type { Inspected } from './tools.ts'

/** A target with its tree. */
export interface ResolvedTarget {
  readonly target: SurveyTarget
  /** What comes from a registry. */
  readonly packages: readonly TreePackage[]
  /** What of the tree comes from elsewhere: nobody was asked for it. */
  readonly foreign: readonly Finding[]
  /** npm would not install it on this platform. */
  readonly elsewhere: OtherPlatform | null
}

/** What came of a target; `again` where another attempt may come to more. */
export interface Looked {
  readonly result: Omit<SurveyResult, 'attempts' | 'milliseconds' | 'finishedAt'>
  readonly again: boolean
}

/** What is said of a target whatever came of it. */
export function commonOf({ target, packages }: ResolvedTarget, inspected: ReadonlyMap<string, Inspected>) {
  const own = packages.find(({ requested }) => requested)
  const scripted = [...inspected]
    .filter(([, one]) => hasScripts(one))
    .map(([location, { contents }]) => {
      const item = packages.find((one) => one.location === location)
      return `${item?.name ?? contents.name ?? location}@${item?.version ?? contents.version ?? ''}`
    })
  const common = {
    ...target,
    version: own?.version ?? null,
    integrity: own?.integrity ?? null,
    packages: packages.length,
    scripted: [...new Set(scripted)].sort(),
  }
  return { common, own }
}

export function looked(result: Omit<Looked['result'], 'reason'>): Looked {
  const doubt = result.findings.filter(({ severity }) => severity === 'inconclusive')
  const fault = doubt.find(({ code }) => code === 'watch-incomplete')
  const first = fault ?? doubt[0]
  const inconclusive = result.verdict === 'inconclusive'
  return {
    result: { ...result, reason: inconclusive && first !== undefined ? headline(first) : null },
    again: inconclusive && fault !== undefined && result.basis === 'watched',
  }
}

/** A target of which nothing was reached. */
export function unreached(target: SurveyTarget, reason: string): Looked['result'] {
  const nothing = { version: null, integrity: null, scanIds: [], packages: 0, scripted: [], findings: [] }
  return { ...target, ...nothing, verdict: 'inconclusive', basis: 'none', imported: false, reason }
}

/** What a scan of a survey leaves in the history. */
export function surveyRecord({ report, known }: Examination, command: string): ScanRecord {
  return { report, command, outcome: 'scanned', known }
}
