import type { PolicyRule } from '../model/index.ts'
import { PolicyError } from './error.ts'
import { normaliseRuleHost } from './host.ts'

/** npm's own rule for names (validate-npm-package-name), old names with capitals included. */
const PACKAGE = /^(@[a-z0-9~_.!'()-]+\/)?[a-z0-9~!'()*_-][a-z0-9~_.!'()*-]*$/i
const MAX_PACKAGE = 214

/** A rule as a person or a file gives it. */
export interface RuleInput extends Omit<PolicyRule, 'effect' | 'reason'> {
  readonly effect: string
  readonly reason?: string | null | undefined
}

/** Checks a rule and puts it into the one spelling in which it is compared. What only files have (`versions`, `expires`) is checked in file.ts. */
export function parsePolicyRule(input: RuleInput): PolicyRule {
  return {
    ...input,
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

/** A scope is somebody's: it is written out. `**` looks as if it meant more than `*`, and does not. */
function parsePackage(name: string): string {
  if (name.length <= MAX_PACKAGE && PACKAGE.test(name) && !name.includes('**')) return name
  throw new PolicyError(
    'policy-package',
    `'${name}' is no package name`,
    'Give a name without a version (left-padd, @scope/name), a pattern (@scope/*, left-*), or * for every package',
  )
}
