import type { PolicyRule } from '../model/index.ts'
import { PolicyError } from './error.ts'
import { normaliseRuleHost } from './host.ts'

/** npm's own rule for names (validate-npm-package-name), old names with capitals included. */
const PACKAGE = /^(@[a-z0-9~_.!'()*-]+\/)?[a-z0-9~!'()*_-][a-z0-9~_.!'()*-]*$/i
const MAX_PACKAGE = 214

/** A rule as a person or a file gives it. */
export interface RuleInput {
  readonly effect: string
  readonly package: string
  readonly host: string
  readonly reason?: string | null | undefined
}

/** Checks a rule and puts it into the one spelling in which it is compared. */
export function parsePolicyRule(input: RuleInput): PolicyRule {
  return {
    effect: parseEffect(input.effect),
    package: parsePackage(input.package),
    host: normaliseRuleHost(input.host),
    reason: input.reason ?? null,
  }
}

function parseEffect(effect: string): PolicyRule['effect'] {
  if (effect === 'allow' || effect === 'deny') return effect
  throw new PolicyError('policy-effect', `'${effect}' is no effect`, "Use 'allow' or 'deny'")
}

function parsePackage(name: string): string {
  if (name === '*') return name
  if (name.length <= MAX_PACKAGE && PACKAGE.test(name) && !name.includes('*')) return name
  throw new PolicyError(
    'policy-package',
    `'${name}' is no package name`,
    'Give a name without a version (left-padd, @scope/name), or * for every package',
  )
}
