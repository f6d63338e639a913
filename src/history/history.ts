import type {
  Finding,
  PackageIdentity,
  Phase,
  PolicyRule,
  ScanImport,
  ScanReport,
  VerdictKind,
} from '../model/index.ts'
import type { CleanQuery, CleanVersion } from './clean-version.ts'

export type { CleanQuery, CleanVersion } from './clean-version.ts'

/** A verdict holds only where it was reached: another platform or another sensor sees other things. */
export interface VerdictContext {
  /** `linux-x64`. */
  readonly platform: string
  /** Version of the sensor and its rules. */
  readonly sensor: string
}

/** A package with its bytes known, and what a verdict about it has to cover. */
export interface VerdictKey {
  readonly name: string
  readonly version: string
  readonly integrity: string
  /** Hash of the identities of its dependency closure as resolved. An inert package's verdict does not depend on it. */
  readonly closure: string
  /** Phases that must have been watched; an inert package needs none but `import` where it was asked for. */
  readonly phases: readonly Phase[]
}

/** What the history holds of a package: findings, not a verdict, because policy may have changed since. */
export interface KnownPackage {
  readonly key: VerdictKey
  readonly inert: boolean
  readonly scripts: readonly string[]
  readonly findings: readonly Finding[]
  readonly scanId: string
  /** Milliseconds since 1970. */
  readonly watchedAt: number
}

export interface ScanRecord {
  readonly report: ScanReport
  /** The command as it was typed, own flags included. */
  readonly command: string
  /** Whether the installation went on: `installed`, `blocked`, `declined`, `failed`, `skipped`, `scanned` (no installation asked for) or `imported` (nothing was watched here). */
  readonly outcome: ScanOutcome
  /** What became known for later scans. Packages of a scan that cannot be trusted are left out. */
  readonly known: readonly (Omit<KnownPackage, 'scanId' | 'watchedAt'> & { readonly watchedAt: number })[]
}

export type ScanOutcome = 'installed' | 'blocked' | 'declined' | 'failed' | 'skipped' | 'scanned' | 'imported'

/** What one team tells another of a package: what `known` is made of. */
export type SharedVerdict = ScanRecord['known'][number]

/** Verdicts of somebody else, recorded as a scan of outcome `imported` whose report says where they came from. */
export interface VerdictImport {
  readonly report: ScanReport & { readonly imported: ScanImport }
  /** The command as it was typed. */
  readonly command: string
  /** Where they were reached: they hold there and nowhere else. */
  readonly context: VerdictContext
  readonly verdicts: AsyncIterable<SharedVerdict>
}

export interface ScanSummary {
  readonly id: string
  readonly startedAt: string
  readonly command: string
  readonly verdict: VerdictKind
  readonly outcome: ScanOutcome
  readonly engine: string | null
  readonly packages: number
  readonly findings: number
}

/** What a person decided, and why. `always` rules become policy; `once` is kept as a record only. */
export interface Decision extends PolicyRule {
  readonly scope: 'always' | 'once'
  readonly who: string
  /** Milliseconds since 1970. */
  readonly when: number
  readonly scanId: string | null
}

export interface History extends AsyncDisposable {
  /** Words for the user: a path or a database's address without its password. */
  readonly place: string
  /** Which of these packages are known in this context. One query, however many keys. */
  known(keys: readonly VerdictKey[], context: VerdictContext): Promise<readonly KnownPackage[]>
  /** One for each of these packages that has one. One query, however many packages. */
  lastClean(query: CleanQuery, context: VerdictContext): Promise<readonly CleanVersion[]>
  /** One transaction: a scan is recorded whole or not at all. */
  record(scan: ScanRecord, context: VerdictContext): Promise<void>
  /** Newest first. `package`: only scans in which a package of this name was. */
  scans(filter: { readonly package?: string; readonly limit?: number }): Promise<readonly ScanSummary[]>
  /** A scan by its id or an unambiguous beginning of it (at least 4 characters). */
  scan(
    id: string,
  ): Promise<{ readonly report: ScanReport; readonly command: string; readonly outcome: ScanOutcome } | null>
  /** Every identity of this name that is known, newest first. */
  packages(name: string): Promise<
    readonly (PackageIdentity & {
      readonly inert: boolean
      readonly findings: readonly Finding[]
      readonly watchedAt: number
      readonly scanId: string
      /** Nothing of it was watched here: `scanId` is an import. */
      readonly imported: boolean
    })[]
  >
  /** What was watched here in this context, one by one. What others told is theirs to pass on. */
  shared(context: VerdictContext): AsyncIterable<SharedVerdict>
  /**
   * One transaction: all of it or nothing, also when `verdicts` throws. What was watched here stays as it is, and what
   * is watched here later counts more: whether a package is inert is a fact of its bytes, and an import that says
   * otherwise than what is known is refused whole (`import-contradicts`). How many were new.
   */
  take(imports: readonly VerdictImport[]): Promise<number>
  decide(decision: Decision): Promise<void>
  /** Newest first. */
  decisions(filter: { readonly package?: string }): Promise<readonly Decision[]>
  /** `always` rules only: what policy starts from. */
  rules(): Promise<readonly PolicyRule[]>
  /** For `dsca doctor`. */
  statistics(): Promise<{
    readonly scans: number
    readonly packages: number
    readonly decisions: number
    readonly bytes: number
  }>
}
