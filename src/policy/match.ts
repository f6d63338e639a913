import type { Policy, PolicyRule } from '../model/index.ts'
import { canonicalAddress } from './host.ts'
import { isSubdomain } from './labels.ts'

/** Who contacted what. `package` is null for traffic that belongs to none: only rules for `*` speak of it. */
export interface PolicySubject {
  readonly package: string | null
  /** Lower case, no trailing dot. */
  readonly host?: string | undefined
  /** Canonical text. */
  readonly address?: string | undefined
}

export interface PolicyMatch {
  readonly effect: 'allow' | 'deny' | 'none'
  /** The rule that decided. */
  readonly rule: PolicyRule | null
}

/** How closely a rule names what was contacted: an exact host beats a wildcard, a wildcard beats `*`. */
type Closeness = 0 | 1 | 2 | 3

/** A deny wins over any allow; among rules of one effect the closest is the one that is told. */
export function matchPolicy(policy: Policy, subject: PolicySubject): PolicyMatch {
  const rule = closest(policy, subject, 'deny') ?? closest(policy, subject, 'allow')
  return rule === null ? { effect: 'none', rule } : { effect: rule.effect, rule }
}

function closest(policy: Policy, subject: PolicySubject, effect: PolicyRule['effect']): PolicyRule | null {
  let best: PolicyRule | null = null
  let bestScore = 0
  for (const rule of policy.rules) {
    if (rule.effect !== effect || !speaksOf(rule, subject.package)) continue
    const score = closeness(rule, subject) * 2 + (rule.package === '*' ? 0 : 1)
    if (score >= 2 && score > bestScore) {
      best = rule
      bestScore = score
    }
  }
  return best
}

function speaksOf(rule: PolicyRule, name: string | null): boolean {
  return rule.package === '*' || rule.package === name
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
