import type { Phase, PolicyDocument, PolicyRule, RuleScript } from '../model/index.ts'
import { isExpired } from './expiry.ts'
import { nameCovers } from './glob.ts'
import { isSubdomain } from './labels.ts'
import { isEmptyRange } from './versions.ts'

/** A rule that is well written, and says nothing. */
export interface PolicyWarning {
  readonly code: 'expired' | 'shadowed' | 'repeated' | 'no-version' | 'no-script-in-phase'
  /** Line of the rule. */
  readonly line: number
  /** Line of the rule that takes its place; null where there is none. */
  readonly by: number | null
}

/** In which phase each script runs. */
const PHASE_OF: Readonly<Record<RuleScript, Phase>> = {
  preinstall: 'install',
  prepare: 'install',
  install: 'install',
  postinstall: 'install',
  import: 'import',
  bin: 'bin',
}

/** Rules of a file that can never decide anything. `now`: milliseconds since 1970. */
export function policyWarnings({ rules }: PolicyDocument, now: number): PolicyWarning[] {
  const living = rules.filter((rule) => !isExpired(rule, now))
  return rules.flatMap((rule) => {
    const why = living.includes(rule) ? whyNever(rule, living) : { code: 'expired' as const }
    return why === null ? [] : [{ line: rule.line ?? 0, by: null, ...why }]
  })
}

function whyNever(
  rule: PolicyRule,
  living: readonly PolicyRule[],
): (Pick<PolicyWarning, 'code'> & { readonly by?: number }) | null {
  if (rule.versions !== undefined && isEmptyRange(rule.versions)) return { code: 'no-version' }
  if (runsNowhere(rule)) return { code: 'no-script-in-phase' }
  const deny = rule.effect === 'allow' ? living.find((other) => shadows(other, rule)) : undefined
  if (deny !== undefined) return { code: 'shadowed', by: deny.line ?? 0 }
  const earlier = living.slice(0, living.indexOf(rule)).find((other) => isSame(other, rule))
  return earlier === undefined ? null : { code: 'repeated', by: earlier.line ?? 0 }
}

function runsNowhere({ phases, scripts }: PolicyRule): boolean {
  return phases !== undefined && scripts?.every((script) => !phases.includes(PHASE_OF[script])) === true
}

/** A deny that holds wherever the allow would. */
function shadows(deny: PolicyRule, allow: PolicyRule): boolean {
  return (
    deny.effect === 'deny' &&
    nameCovers(deny.package, allow.package) &&
    hostCovers(deny.host, allow.host) &&
    (deny.versions === undefined || deny.versions === allow.versions) &&
    listCovers(deny.phases, allow.phases) &&
    listCovers(deny.scripts, allow.scripts)
  )
}

function listCovers<T>(wide: readonly T[] | undefined, narrow: readonly T[] | undefined): boolean {
  return wide === undefined || (narrow?.every((one) => wide.includes(one)) ?? false)
}

function hostCovers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true
  if (!wide.startsWith('*.') || narrow === '*') return false
  return isSubdomain(narrow.replace(/^\*\./, ''), wide.slice(2))
}

/** Who wrote it, why and until when does not change what it says. */
function isSame(one: PolicyRule, other: PolicyRule): boolean {
  const said = ({ effect, package: name, host, versions, phases, scripts }: PolicyRule) =>
    JSON.stringify([effect, name, host, versions, [...(phases ?? [])].sort(), [...(scripts ?? [])].sort()])
  return said(one) === said(other)
}
