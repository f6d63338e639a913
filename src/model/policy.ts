import type { Phase } from './evidence.ts'
import type { Finding, FindingCode } from './finding.ts'

/** One rule: what a package may or may not contact. A deny wins over any allow. */
export interface PolicyRule {
  readonly effect: 'allow' | 'deny'
  /** Package name, exact; `*` for every package; or a name with `*` in it, which stands for anything but a slash. */
  readonly package: string
  /** Host, exact and lower case (`files.example`), an explicit wildcard (`*.files.example`: sub-domains only), a canonical address, or `*`. */
  readonly host: string
  readonly reason: string | null
  /** Only these versions: a range as npm has it. */
  readonly versions?: string
  /** Only in these phases. */
  readonly phases?: readonly Phase[]
  /** Only these scripts. */
  readonly scripts?: readonly RuleScript[]
  /** Who stands for it. */
  readonly who?: string
  /** `2027-01-31`: the last day on which it counts, in UTC. */
  readonly expires?: string
  /** Line in its file, from 1. Absent where it comes from no file. */
  readonly line?: number
}

export type RuleScript = NonNullable<Finding['script']>

/** What a policy asks of `--strict` beyond what that does by itself. It can only tighten. */
export interface StrictDemands {
  /** As if `--strict` had been typed. */
  readonly always: boolean
  /** Allows count only when they stand in a policy file: not those of `dsca allow` and *Always*. */
  readonly onlyFiles: boolean
  /** Findings that block here even where they are mere information, or a rule allows them. */
  readonly findings: readonly FindingCode[]
}

/** What a file of ours says. */
export interface PolicyDocument {
  readonly rules: readonly PolicyRule[]
  readonly strict: StrictDemands
}

/** Where rules come from, and whether their allows count. */
export interface PolicySource {
  readonly kind: 'history' | 'user' | 'project' | 'given'
  /** Path of the file, or the history's place. */
  readonly place: string
  /** What is not trusted may forbid and demand, and allows nothing. */
  readonly trust: 'trusted' | 'untrusted' | 'writable-by-others'
  readonly document: PolicyDocument
}

/** Whether a version is in a range; `wide`: pre-releases of every version of the range as well. */
export type InRange = (version: string, range: string, wide: boolean) => boolean

/** The rules that count now. */
export interface Policy {
  readonly rules: readonly PolicyRule[]
  /** Findings that are suspicious even where they are mere information, and that no rule allows. */
  readonly forbidden?: readonly FindingCode[]
  /** Handed in where a rule has versions: without it no allow of a range counts, and every deny does. */
  readonly inRange?: InRange
}
