import type { InRange, Policy, PolicyRule, PolicySource, StrictDemands } from '../model/index.ts'
import { isExpired } from './expiry.ts'

export const NO_DEMANDS: StrictDemands = { always: false, onlyFiles: false, findings: [] }

export interface ComposeInput {
  readonly sources: readonly PolicySource[]
  /** `--strict` was typed. */
  readonly strict: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  readonly inRange?: InRange | undefined
}

export interface Composed {
  readonly policy: Policy
  /** It was typed, or a policy demands it. */
  readonly strict: boolean
  /** What would count if every source were trusted; null where that is the same. */
  readonly ifTrusted: Policy | null
}

/** Why a rule counts, or why not. */
export type RuleState = 'counts' | 'expired' | 'untrusted' | 'only-files'

/** The rules that count now, from wherever they come: every deny, and the allows of whoever is trusted. */
export function composePolicy(input: ComposeInput): Composed {
  const strict = isStrict(input)
  const whole = { ...input, strict }
  const policy = policyOf(whole, (state) => state === 'counts')
  const ifTrusted = policyOf(whole, (state) => state === 'counts' || state === 'untrusted')
  return { policy, strict, ifTrusted: ifTrusted.rules.length === policy.rules.length ? null : ifTrusted }
}

/** Whoever demands strictness gets it, trusted or not. */
export function isStrict({ strict, sources }: Pick<ComposeInput, 'strict' | 'sources'>): boolean {
  return strict || sources.some(({ document }) => document.strict.always)
}

/** `input.strict` is that of `isStrict`. */
export function ruleState(rule: PolicyRule, source: PolicySource, input: ComposeInput): RuleState {
  if (isExpired(rule, input.now)) return 'expired'
  if (rule.effect === 'deny') return 'counts'
  if (source.trust !== 'trusted') return 'untrusted'
  if (source.kind === 'history' && input.strict && demandsOf(input).some(({ onlyFiles }) => onlyFiles))
    return 'only-files'
  return 'counts'
}

function policyOf(input: ComposeInput, wanted: (state: RuleState) => boolean): Policy {
  const forbidden = input.strict ? demandsOf(input).flatMap(({ findings }) => findings) : []
  return {
    rules: input.sources.flatMap((source) =>
      source.document.rules.filter((rule) => wanted(ruleState(rule, source, input))),
    ),
    ...(forbidden.length > 0 ? { forbidden: [...new Set(forbidden)] } : {}),
    ...(input.inRange ? { inRange: input.inRange } : {}),
  }
}

function demandsOf({ sources }: ComposeInput): StrictDemands[] {
  return sources.map(({ document }) => document.strict)
}
