import type { AttributedQuery, Evidence, Finding } from '../model/index.ts'
import { canarySent } from './indicators/canary-sent.ts'
import { changes } from './indicators/changes.ts'
import { files } from './indicators/files.ts'
import { foreignContact } from './indicators/foreign-contact.ts'
import { foreignLookup } from './indicators/foreign-lookup.ts'
import { malformedTraffic } from './indicators/malformed-traffic.ts'
import { processSurvived } from './indicators/process-survived.ts'
import { registryRequests } from './indicators/registry-requests.ts'
import { scriptFailed } from './indicators/script-failed.ts'
import { unattributedTraffic } from './indicators/unattributed-traffic.ts'
import { watchIncomplete } from './indicators/watch-incomplete.ts'
import { queriesOf } from './queries.ts'
import { type Indicator, sceneOf } from './scene.ts'
import { NOBODY } from './subject.ts'

export interface Analysis {
  readonly findings: readonly Finding[]
  readonly queries: readonly AttributedQuery[]
}

const INDICATORS: readonly Indicator[] = [
  watchIncomplete,
  malformedTraffic,
  registryRequests,
  canarySent,
  files,
  changes,
  foreignLookup,
  foreignContact,
  unattributedTraffic,
  processSurvived,
  scriptFailed,
]

/** A flood of names must not become a report that nobody can open: beyond these the scan says that it is cut. */
const MAX_FINDINGS = 1_000
const MAX_QUERIES = 10_000

/** Everything that a watch's evidence says, as findings: no policy, no clock, no I/O. */
export function analyse(evidence: Evidence): Analysis {
  const scene = sceneOf(evidence)
  const perIndicator = INDICATORS.map((indicator) => byTime(indicator(scene)))
  const queries = queriesOf(scene)
  const isCut = queries.length > MAX_QUERIES || perIndicator.some((found) => found.length > MAX_FINDINGS)
  const findings = perIndicator.flatMap((found) => found.slice(0, MAX_FINDINGS))
  return {
    findings: byTime(isCut ? [...findings, evidenceLimit] : findings),
    queries: queries.slice(0, MAX_QUERIES),
  }
}

/** What is beyond the limit was not told: that must not pass for "there was nothing else". */
const evidenceLimit: Finding = {
  code: 'watch-incomplete',
  severity: 'inconclusive',
  ...NOBODY,
  protocol: null,
  detail: 'evidence-limit',
  time: null,
  count: 1,
}

/** In the order in which it happened; what has no moment comes last. */
function byTime(findings: readonly Finding[]): readonly Finding[] {
  const when = (one: Finding) => one.time ?? Number.MAX_VALUE
  return [...findings].sort((a, b) => when(a) - when(b))
}
