import type { PolicyRule, PolicySource } from '../model/index.ts'
import { type ComposeInput, isStrict, type RuleState, ruleState } from './compose.ts'
import { conditionsFit, type Fit, matchPolicy, type PolicySubject, ruleFit, speaksOf } from './match.ts'

/** One rule that speaks of the package, and what it is worth. */
export interface ExplainedRule {
  readonly rule: PolicyRule
  readonly source: PolicySource
  /**
   * `decides`, `outvoted` (it counts, another decides), `depends` (it counts for some versions, phases or scripts,
   * and which ones it would be was not said), `counts` (no host was asked about), or why it does not count.
   */
  readonly state: 'decides' | 'outvoted' | 'depends' | RuleState
}

export interface Explanation {
  /** Null where no host was asked about. */
  readonly effect: 'allow' | 'deny' | 'none' | null
  readonly rules: readonly ExplainedRule[]
  /** A rule that only lacks trust would allow it. */
  readonly ifTrusted: boolean
}

/** Which rule decides about this package and host, and what became of the others. Without a host: all that speak of it. */
export function explainPolicy(input: ComposeInput, subject: PolicySubject): Explanation {
  const asked = { ...input, strict: isStrict(input) }
  const { inRange } = input
  const speaking = input.sources.flatMap((source) =>
    source.document.rules.map((rule) => ({
      rule,
      source,
      fit: fitOf(rule, subject, input),
      state: ruleState(rule, source, asked),
    })),
  )
  const relevant = speaking.filter(({ fit }) => fit !== 'no')
  const counting = relevant.filter(({ state }) => state === 'counts').map(({ rule }) => rule)
  const withTrust = relevant.filter(({ state }) => ['counts', 'untrusted'].includes(state))
  const match = matchPolicy({ rules: counting, ...(inRange ? { inRange } : {}) }, subject)
  const trusted = matchPolicy(
    { rules: withTrust.map(({ rule }) => rule), ...(inRange ? { inRange } : {}) },
    subject,
  )
  return {
    effect: hasHost(subject) ? match.effect : null,
    ifTrusted: match.effect === 'none' && trusted.effect === 'allow',
    rules: relevant.map(({ rule, source, fit, state }) => ({
      rule,
      source,
      state: state === 'counts' ? weight({ rule, fit, subject }, match.rule) : state,
    })),
  }
}

function hasHost({ host, address }: PolicySubject): boolean {
  return host !== undefined || address !== undefined
}

function fitOf(rule: PolicyRule, subject: PolicySubject, { inRange }: ComposeInput): Fit {
  if (hasHost(subject)) return ruleFit(rule, subject, inRange)
  return speaksOf(rule, subject.package) ? conditionsFit(rule, subject, inRange) : 'no'
}

function weight(
  { rule, fit, subject }: { rule: PolicyRule; fit: Fit; subject: PolicySubject },
  decider: PolicyRule | null,
): ExplainedRule['state'] {
  if (rule === decider) return 'decides'
  if (fit === 'unknown') return 'depends'
  return hasHost(subject) ? 'outvoted' : 'counts'
}
