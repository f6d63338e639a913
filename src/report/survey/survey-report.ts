import type { Finding, Phase, VerdictKind } from '../../model/index.ts'
import type { SurveyBasis, SurveyPlan, ToldState } from '../../model/survey.ts'
import type { SurveyKind } from './kind.ts'

export const SURVEY_REPORT_VERSION = 1

/** What a survey came to: what `dsca report --json` prints and the page shows. Schema: docs/schema/survey.schema.json. */
export interface SurveyReport {
  readonly schemaVersion: typeof SURVEY_REPORT_VERSION
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly state: ToldState
  readonly survey: SurveyPlan
  readonly totals: SurveyTotals
  /** Most packages first. A package counts under each of its kinds. */
  readonly kinds: readonly { readonly kind: SurveyKind; readonly packages: number }[]
  /** Most packages first. */
  readonly hosts: readonly HostEntry[]
  /** Who did it, most affected first. */
  readonly packages: readonly PackageEntry[]
  /** The targets in whose trees something was found, worst first. */
  readonly results: readonly FlaggedResult[]
  /** What the results stand on, each once however many trees it is in. */
  readonly evidence: readonly Evidence[]
  readonly inconclusive: {
    /** Most frequent first. */
    readonly reasons: readonly { readonly reason: string; readonly packages: number }[]
    readonly results: readonly InconclusiveResult[]
  }
  /** What is counted above and not listed, because there is too much of it. */
  readonly omitted: {
    readonly results: number
    readonly evidence: number
    readonly hosts: number
    readonly packages: number
    readonly inconclusive: number
    readonly reasons: number
  }
}

export interface SurveyTotals {
  /** Names in the source, before any filter. */
  readonly source: number
  /** Those that the filter left: what the survey is about. */
  readonly chosen: number
  /** Those with a result. */
  readonly done: number
  /** Those with a verdict: done, and not inconclusive. */
  readonly analysed: number
  /** Those in whose tree something looked up or contacted anything but the registry while it was installed or loaded. */
  readonly foreign: number
  readonly verdicts: Readonly<Record<VerdictKind, number>>
  readonly basis: Readonly<Record<SurveyBasis, number>>
  /** With an install script anywhere in the tree. */
  readonly withScripts: number
  /** Their entry points were loaded in the box. */
  readonly imported: number
  /** Tried twice. */
  readonly retried: number
  /** Time spent on all of them, added up. */
  readonly milliseconds: number
  /** Milliseconds since 1970; null when there is no result. */
  readonly firstFinishedAt: number | null
  readonly lastFinishedAt: number | null
}

export interface HostEntry {
  /** Name or address. */
  readonly host: string
  /** Packages of which a script contacted it, by name; cut. */
  readonly packages: readonly string[]
  readonly packageCount: number
  /** Targets of the survey with such a package in their tree. */
  readonly targets: number
  readonly kinds: readonly SurveyKind[]
  readonly protocols: readonly string[]
  /** Positions in `evidence`; cut. */
  readonly evidence: readonly number[]
}

export interface PackageEntry {
  readonly name: string
  /** Cut. */
  readonly versions: readonly string[]
  /** Hosts and addresses; cut. */
  readonly hosts: readonly string[]
  readonly hostCount: number
  readonly targets: number
  readonly kinds: readonly SurveyKind[]
  readonly evidence: readonly number[]
}

export interface FlaggedResult {
  readonly position: number
  readonly name: string
  readonly version: string | null
  readonly downloads: number | null
  readonly verdict: VerdictKind
  readonly basis: SurveyBasis
  readonly kinds: readonly SurveyKind[]
  /** Size of its tree. */
  readonly packages: number
  readonly attempts: number
  /** Positions in `evidence`. */
  readonly evidence: readonly number[]
}

/** What one script of one package did. */
export interface Evidence {
  readonly package: string | null
  readonly version: string | null
  readonly script: string | null
  readonly phase: Phase | null
  /** `name@version` from the target to the package, in the first tree it was found in. */
  readonly path: readonly string[]
  readonly kinds: readonly SurveyKind[]
  readonly command: string | null
  readonly exit: string | null
  /** For `dsca show`; null when nothing had to run. */
  readonly scanId: string | null
  /** Path of the pcap. */
  readonly capture: string | null
  readonly findings: readonly EvidenceFinding[]
  readonly queries: readonly { readonly name: string; readonly type: string }[]
  readonly requests: readonly EvidenceRequest[]
  /** Targets of the survey that it was found in. */
  readonly targets: number
}

export type EvidenceFinding = Pick<
  Finding,
  'code' | 'severity' | 'host' | 'address' | 'port' | 'protocol' | 'detail' | 'count' | 'allowed'
>

export interface EvidenceRequest {
  readonly method: string
  readonly url: string
  readonly bodyLength: number
  readonly bodyStart?: string
}

export interface InconclusiveResult {
  readonly position: number
  readonly name: string
  readonly version: string | null
  readonly reason: string
  readonly attempts: number
  readonly scanId: string | null
}
