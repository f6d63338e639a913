import type { SurveyResult } from '../../src/model/survey.ts'
import type { GeneratedPackages, Truth } from './generated-packages.ts'

/** `code place` of what counts, of every package of its tree. */
export function foundIn({ findings }: SurveyResult): Set<string> {
  return new Set(
    findings
      .filter(({ severity }) => severity === 'suspicious' || severity === 'malicious')
      .map(({ code, host, address }) => `${code} ${host ?? address ?? ''}`),
  )
}

export interface Judged {
  /** What is there and was not found. */
  readonly missed: readonly string[]
  /** Packages that were cried over, and do nothing. */
  readonly falseAlarms: readonly string[]
  readonly inconclusive: readonly string[]
  readonly precision: number
  readonly recall: number
}

/** Beside the truth. Of a package with a finding more may be told than the one thing that must be. */
export function judge(
  results: readonly SurveyResult[],
  packages: GeneratedPackages,
  imports: 'scripted' | 'all' | 'none',
): Judged {
  const missed: string[] = []
  const falseAlarms: string[] = []
  let [right, wanted, told] = [0, 0, 0]
  for (const result of results) {
    const index = packages.byName(result.name)
    if (index === undefined) continue
    const truth: Truth = packages.truth(index, imports)
    const found = foundIn(result)
    const lacking = [...truth.findings].filter((one) => !found.has(one))
    missed.push(...lacking.map((one) => `${result.name}: ${one}`))
    const isBad = truth.findings.size > 0
    if (isBad) wanted += 1
    if (found.size > 0) told += 1
    if (found.size > 0 && !isBad) falseAlarms.push(`${result.name}: ${[...found].join(', ')}`)
    if (found.size > 0 && isBad && lacking.length === 0) right += 1
  }
  const inconclusive = results
    .filter(({ verdict }) => verdict === 'inconclusive')
    .map(({ name, reason }) => `${name}: ${reason}`)
  return {
    missed,
    falseAlarms,
    inconclusive,
    precision: told === 0 ? 1 : right / told,
    recall: wanted === 0 ? 1 : right / wanted,
  }
}
