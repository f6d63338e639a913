import type { AttributedQuery, Finding } from './finding.ts'
import type { PackageIdentity } from './package.ts'
import type { VerdictKind } from './verdict.ts'

export const SCAN_SCHEMA_VERSION = 1

/** How a package's part of the verdict was reached. */
export type Basis =
  /** It ran in the box in this scan. */
  | 'watched'
  /** Its bytes hold nothing that runs while installing. */
  | 'inert'
  /** The history knew it. */
  | 'history'

export interface ScannedPackage extends PackageIdentity {
  readonly direct: boolean
  /** Names of its install scripts, from its own bytes. */
  readonly scripts: readonly string[]
  readonly verdict: VerdictKind
  readonly basis: Basis
}

/** Milliseconds; 0 where a stage did not run. */
export interface Timings {
  readonly resolve: number
  readonly sandbox: number
  readonly fetch: number
  readonly scripts: number
  readonly decode: number
  readonly install: number
  readonly total: number
}

/** The JSON of a scan: what `dsca scan --json` prints and `--safe-report=FILE.json` holds. Schema: docs/schema/scan.schema.json. */
export interface ScanReport {
  readonly schemaVersion: typeof SCAN_SCHEMA_VERSION
  readonly id: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly verdict: VerdictKind
  /** Name of the sandbox engine; null when no sandbox was needed. */
  readonly engine: string | null
  /** Why this engine: what was tried before it, and what its own probe says. Absent in reports of earlier versions. */
  readonly engineWhy?: string | null
  /** `linux-x64`: what it was watched on. */
  readonly platform: string
  readonly npm: string
  readonly node: string
  readonly packages: readonly ScannedPackage[]
  readonly findings: readonly Finding[]
  readonly queries: readonly AttributedQuery[]
  readonly runs: readonly ScanRun[]
  readonly capture: {
    readonly path: string | null
    /** The TLS secrets of what was decrypted (NSS key log), beside it; null or absent when there are none. */
    readonly keys?: string | null
    readonly packets: number
    readonly dropped: number
    readonly complete: boolean
  }
  /** Set when nothing was watched here: it stands for verdicts that somebody else reached. */
  readonly imported?: ScanImport
  readonly timings: Timings
}

/** Where verdicts came from that were taken in (`dsca import`). */
export interface ScanImport {
  /** As it was named. */
  readonly file: string
  /** Of the file, in hex. */
  readonly sha256: string
  /** ISO 8601 and a version of safe-npm, as the file says. */
  readonly madeAt: string
  readonly madeBy: string
  /** The sensor that watched. */
  readonly sensor: string
  readonly verdicts: number
}

/** One line of the timeline. */
export interface ScanRun {
  readonly id: number
  readonly phase: string
  readonly package: string | null
  readonly version: string | null
  readonly script: string | null
  readonly command: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly survived: boolean
  readonly requests: readonly {
    readonly time: number
    readonly method: string
    readonly url: string
    readonly bodyLength: number
    readonly httpVersion?: string
    /** As they came (hostile), cut. */
    readonly headers?: readonly (readonly [string, string])[]
    /** The beginning of the body: text, or `base64:…`. */
    readonly bodyStart?: string
    /** Of the whole body, in hex. */
    readonly bodySha256?: string
  }[]
}
