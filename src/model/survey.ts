import type { Finding } from './finding.ts'
import type { VerdictKind } from './verdict.ts'

export const SURVEY_SCHEMA_VERSION = 1

/** Where the names of a survey come from, and when they were read: the list is stored, so that it can be repeated. */
export interface SurveySource {
  readonly kind: 'names-package' | 'file' | 'stdin' | 'lockfile' | 'search'
  /** The file, the package@version of the list, or the words that were searched for; as the user said it. */
  readonly detail: string
  /** ISO 8601, UTC. */
  readonly readAt: string
  /** Names in it, before any filter. */
  readonly total: number
}

/** What was left out of the source, in this order: downloads, since, sample, limit. */
export interface SurveyFilter {
  readonly minDownloads: number | null
  /** Months over which downloads are added up. */
  readonly months: number | null
  /** Where the downloads come from. */
  readonly downloads: { readonly kind: 'counts-package' | 'file' | 'api'; readonly detail: string } | null
  /** ISO 8601: only packages that changed since. */
  readonly since: string | null
  readonly sample: { readonly size: number; readonly seed: number } | null
  readonly limit: number | null
}

/** Which packages are also imported (`require` and `import`) in the box: those with install scripts, beside these; all; or none. */
export type SurveyImports = 'scripted' | 'all' | 'none'

export interface SurveyPlan {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** The command as it was typed. */
  readonly command: string
  readonly source: SurveySource
  readonly filter: SurveyFilter
  readonly imports: SurveyImports
  readonly timeoutSeconds: number
  readonly platform: string
  readonly sensor: string
  readonly npm: string
  readonly node: string
  readonly engine: string
}

/** As it is stored. */
export type SurveyState = 'running' | 'paused' | 'cancelled' | 'done'
/** As it is told: `interrupted` is what should run, and whose process is gone. */
export type ToldState = SurveyState | 'interrupted'

/** One package to be looked at. */
export interface SurveyTarget {
  /** Its place in the list, from 0: what identifies it within the survey. */
  readonly position: number
  readonly name: string
  /** What npm is asked for: `name`, `name@1.2.3`, or any other spec. */
  readonly spec: string
  readonly downloads: number | null
}

/** How a result was reached. */
export type SurveyBasis =
  /** Something of it ran in a box for this target. */
  | 'watched'
  /** Nothing in its tree has an install script, and all of it comes from the registry: read, not run. */
  | 'inert'
  /** All that runs in its tree was watched before, with the same dependencies: nothing had to run again. */
  | 'inferred'
  /** Nothing was reached: it does not exist, cannot be resolved, has scripts for another platform, or failed. */
  | 'none'

export interface SurveyResult extends SurveyTarget {
  /** As resolved; null when it was not. */
  readonly version: string | null
  readonly integrity: string | null
  readonly verdict: VerdictKind
  readonly basis: SurveyBasis
  /** Scans whose evidence this stands on: its own first. Empty for inert ones. */
  readonly scanIds: readonly string[]
  /** Size of its tree, itself included. */
  readonly packages: number
  /** `name@version` of those in its tree that have install scripts, sorted. */
  readonly scripted: readonly string[]
  /** Whether its own entry points were loaded in the box. */
  readonly imported: boolean
  readonly findings: readonly Finding[]
  /** Why it is inconclusive, in a sentence; null when it is not. */
  readonly reason: string | null
  /** 1 or 2. */
  readonly attempts: number
  readonly milliseconds: number
  /** Milliseconds since 1970. */
  readonly finishedAt: number
}

export interface SurveyProgress {
  readonly state: ToldState
  readonly total: number
  readonly waiting: number
  readonly running: number
  readonly done: number
  /** Of those that are done. */
  readonly suspicious: number
  readonly malicious: number
  readonly inconclusive: number
}
