import type { Finding, Phase } from '../model/index.ts'
import type { KnownPackage, VerdictKey } from './history.ts'
import type { Observation } from './observation.ts'

/** The phases in which an inert package has nothing to run, whatever its closure. */
const IDLE_WHEN_INERT: readonly Phase[] = ['fetch', 'install']

/**
 * Whether what was watched covers what is asked, and what it said.
 * - Phases add up over watches of an identical closure; of another closure only "inert" holds, which is a fact
 *   of the bytes.
 * - A watch that ended inconclusive covers nothing, but what it did see stays seen.
 * - Findings of all these watches are united: a later clean one does not hide what an earlier one saw, because
 *   what a script does may depend on chance or the date.
 *
 * `observations`: of this identity and context.
 */
export function coverKey(key: VerdictKey, observations: readonly Observation[]): KnownPackage | null {
  const newestFirst = observations
    .filter((one) => one.inert || one.closure === key.closure)
    .sort((a, b) => b.watchedAt - a.watchedAt)
  const conclusive = newestFirst.filter(isConclusive)
  const newest = conclusive[0]
  if (newest === undefined) return null
  const covered = new Set(conclusive.flatMap((one) => coveredPhases(key, one)))
  if (!key.phases.every((phase) => covered.has(phase))) return null
  return {
    key,
    inert: newest.inert,
    scripts: newest.scripts,
    findings: uniteFindings(newestFirst.map((one) => heldFindings(key, one))),
    scanId: newest.scanId,
    watchedAt: newest.watchedAt,
  }
}

/** The first of equal findings stays. */
export function uniteFindings(lists: readonly (readonly Finding[])[]): readonly Finding[] {
  const united = new Map<string, Finding>()
  for (const finding of lists.flat()) {
    const { time: _t, count: _c, path: _p, allowed: _a, ...fact } = finding
    const key = JSON.stringify(Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!united.has(key)) united.set(key, finding)
  }
  return [...united.values()]
}

function isConclusive(one: Observation): boolean {
  return !one.findings.some((finding) => finding.severity === 'inconclusive')
}

function coveredPhases(key: VerdictKey, one: Observation): readonly Phase[] {
  return [...(one.closure === key.closure ? one.phases : []), ...(one.inert ? IDLE_WHEN_INERT : [])]
}

function heldFindings(key: VerdictKey, one: Observation): readonly Finding[] {
  return one.findings.filter((finding) => {
    if (finding.severity === 'inconclusive') return false
    // With other dependencies, what an import or a bin of it did says nothing of this one.
    return one.closure === key.closure || finding.phase === null || IDLE_WHEN_INERT.includes(finding.phase)
  })
}
