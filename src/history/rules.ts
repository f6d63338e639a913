import type { PolicyRule } from '../model/index.ts'
import type { Decision } from './history.ts'

/**
 * The last word on each package and host: an "allow" takes an earlier "deny" back, and the other way round.
 * `decisions`: newest first.
 */
export function rulesOf(decisions: readonly Decision[]): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule>()
  for (const one of decisions) {
    const key = JSON.stringify([one.package, one.host])
    if (one.scope !== 'always' || rules.has(key)) continue
    rules.set(key, { effect: one.effect, package: one.package, host: one.host, reason: one.reason })
  }
  return [...rules.values()]
}
