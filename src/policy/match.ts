import type { InRange, Phase, Policy, PolicyRule, RuleScript } from '../model/index.ts'
import { nameMatches } from './glob.ts'
import { canonicalAddress } from './host.ts'
import { isSubdomain } from './labels.ts'

/** Who contacted what. `package` is null for traffic that belongs to none: only rules for `*` speak of it. */
export interface PolicySubject {
  readonly package: string | null
  /** Lower case, no trailing dot. */
  readonly host?: string | undefined
  /** Canonical text. */
  readonly address?: string | undefined
  /** Of these three null and absent alike mean: nobody knows. */
  readonly version?: string | null | undefined
  readonly phase?: Phase | null | undefined
  readonly script?: RuleScript | null | undefined
}

export interface PolicyMatch {
  readonly effect: 'allow' | 'deny' | 'none'
  /** The rule that decided. */
  readonly rule: PolicyRule | null
}

/** How closely a rule names what was contacted: an exact host beats a wildcard, a wildcard beats `*`. */
type Closeness = 0 | 1 | 2 | 3

/** Whether a rule speaks of a subject; `unknown` where that depends on what the subject does not say. */
export type Fit = 'yes' | 'no' | 'unknown'

/** A deny wins over any allow; among rules of one effect the closest is the one that is told. */
export function matchPolicy(policy: Policy, subject: PolicySubject): PolicyMatch {
  const rule = closest(policy, subject, 'deny') ?? closest(policy, subject, 'allow')
  return rule === null ? { effect: 'none', rule } : { effect: rule.effect, rule }
}

function closest(
  { rules, inRange }: Policy,
  subject: PolicySubject,
  effect: PolicyRule['effect'],
): PolicyRule | null {
  let best: PolicyRule | null = null
  let bestScore = 0
  for (const rule of rules) {
    if (rule.effect !== effect) continue
    const score = closeness(rule, subject) * 3 + packageCloseness(rule, subject.package)
    if (score > bestScore && counts(rule, ruleFit(rule, subject, inRange))) {
      best = rule
      bestScore = score
    }
  }
  return best
}

/** In doubt a deny holds and an allow does not. */
function counts({ effect }: PolicyRule, fit: Fit): boolean {
  return fit === 'yes' || (fit === 'unknown' && effect === 'deny')
}

export function ruleFit(rule: PolicyRule, subject: PolicySubject, inRange?: InRange): Fit {
  if (!speaksOf(rule, subject.package) || closeness(rule, subject) === 0) return 'no'
  return conditionsFit(rule, subject, inRange)
}

/** Versions, phases and scripts alone. */
export function conditionsFit(rule: PolicyRule, subject: PolicySubject, inRange?: InRange): Fit {
  const fits = [
    versionFit(rule, subject.version, inRange),
    listFit(rule.phases, subject.phase),
    listFit(rule.scripts, subject.script),
  ]
  if (fits.includes('no')) return 'no'
  return fits.includes('unknown') ? 'unknown' : 'yes'
}

function versionFit({ versions, effect }: PolicyRule, version: string | null = null, inRange?: InRange): Fit {
  if (versions === undefined) return 'yes'
  if (version === null || version === '' || inRange === undefined) return 'unknown'
  // A pre-release of a forbidden range is forbidden as well, although npm would not choose it.
  return inRange(version, versions, effect === 'deny') ? 'yes' : 'no'
}

function listFit<T>(list: readonly T[] | undefined, value: T | null = null): Fit {
  if (list === undefined) return 'yes'
  if (value === null) return 'unknown'
  return list.includes(value) ? 'yes' : 'no'
}

export function speaksOf(rule: PolicyRule, name: string | null): boolean {
  return name === null ? rule.package === '*' : nameMatches(rule.package, name)
}

function packageCloseness(rule: PolicyRule, name: string | null): 0 | 1 | 2 {
  if (rule.package === '*') return 0
  return rule.package === name ? 2 : 1
}

function closeness(rule: PolicyRule, subject: PolicySubject): Closeness {
  const { host, address } = subject
  if (host === undefined && address === undefined) return 0
  if (rule.host === '*') return 1
  if (host !== undefined && rule.host === host) return 3
  if (host !== undefined && rule.host.startsWith('*.') && isSubdomain(host, rule.host.slice(2))) return 2
  // Behind a name the address is an invented one: a rule may forbid it, but it must not excuse the name.
  const addressCounts = address !== undefined && (host === undefined || rule.effect === 'deny')
  return addressCounts && rule.host === canonicalAddress(address) ? 3 : 0
}
