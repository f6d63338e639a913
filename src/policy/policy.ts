import type { Policy, PolicyRule } from '../model/index.ts'
import { parsePolicyRule, type RuleInput } from './rule.ts'

/** Every rule is checked here, wherever it came from: a rule that nobody can read must not silently match nothing. */
export function createPolicy(rules: readonly (PolicyRule | RuleInput)[]): Policy {
  return { rules: rules.map(parsePolicyRule) }
}
