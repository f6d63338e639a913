import type { OtherPlatform } from '../model/index.ts'
import { decide } from '../verdict/decide.ts'
import { saidOtherwise } from './inspected.ts'
import { commonOf, type Looked, looked, type ResolvedTarget } from './survey-result.ts'
import type { SurveyTools } from './survey-tools.ts'
import type { Inspected } from './tools.ts'

/** Nothing of it runs. */
export function inert(
  resolved: ResolvedTarget,
  inspected: ReadonlyMap<string, Inspected>,
  { quiet }: SurveyTools,
): Looked {
  return looked({ ...readOf(resolved, inspected, quiet), basis: 'inert' })
}

/** It would have to run, and this is not its platform: another attempt comes to no more. */
export function notHere(
  resolved: ResolvedTarget,
  elsewhere: OtherPlatform,
  how: { readonly inspected: ReadonlyMap<string, Inspected>; readonly tools: SurveyTools },
): Looked {
  const read = readOf(resolved, how.inspected, how.tools.quiet)
  const verdict = read.verdict === 'clean' ? 'inconclusive' : read.verdict
  const reason = verdict === 'inconclusive' ? notHereText(elsewhere, read.scripted.length > 0) : null
  return { result: { ...read, verdict, basis: 'none', reason }, again: false }
}

function notHereText({ package: who, platform }: OtherPlatform, scripted: boolean): string {
  const what = scripted ? 'what of this tree has install scripts cannot run here' : 'it cannot be loaded here'
  return `${who} is made for ${platform}: ${what}`
}

/** What the packages' bytes say without being run. */
function readOf(
  resolved: ResolvedTarget,
  inspected: ReadonlyMap<string, Inspected>,
  { policy }: SurveyTools['quiet'],
) {
  const { kind, findings } = decide(
    [...resolved.foreign, ...saidOtherwise(resolved.packages, inspected)],
    policy,
  )
  const { common } = commonOf(resolved, inspected)
  return { ...common, verdict: kind, scanIds: [], imported: false, findings }
}
