import type { History, VerdictContext } from '../history/history.ts'
import type { Execution, PackageContents, Policy, TreePackage } from '../model/index.ts'
import type { GatewayAnswer, GatewayRequest, SandboxEngine, WatchProgress } from '../sandbox/sandbox.ts'
import type { HostFacts } from './watch-plan.ts'

/** What is about to be installed. */
export interface Installation {
  readonly packages: readonly TreePackage[]
  /** Locations of what is new on disk; the rest is there already. */
  readonly incoming: ReadonlySet<string>
  /** npm will run no scripts. */
  readonly ignoreScripts: boolean
  /** What npm starts afterwards: it is watched as well. */
  readonly execution?: Execution | null
}

/** A package's bytes, read before anything is unpacked. */
export interface Inspected {
  readonly contents: PackageContents
  readonly tarball: string | null
}

/** The engine of a watch, and why it is this one. */
export interface ChosenEngine {
  readonly engine: SandboxEngine
  readonly why: string
}

/** Everything that a stage needs from outside. */
export interface ExamineTools {
  readonly history: History
  readonly context: VerdictContext
  readonly policy: Policy
  /** Hosts that somebody agreed to fetch packages from. It excuses where a package comes from, not what it contacts. */
  readonly agreedSources?: ReadonlySet<string>
  /** Reads tarballs. An entry that is an Error could not be had. */
  readonly inspect: (packages: readonly TreePackage[]) => Promise<ReadonlyMap<string, Inspected | Error>>
  /** SHA-256 in hex of files as they came in a package's tarball, by path in it. */
  readonly hashOriginals: (
    item: TreePackage,
    paths: ReadonlySet<string>,
  ) => Promise<ReadonlyMap<string, string>>
  readonly engine: () => Promise<ChosenEngine>
  readonly facts: () => Promise<HostFacts>
  readonly gateway: (request: GatewayRequest) => Promise<GatewayAnswer>
  /** Watch again under other circumstances: in CI or out of it, at another date. */
  readonly deep: boolean
  readonly capturePath: string
  readonly sha256hex: (text: string) => string
  readonly scan: {
    readonly id: string
    readonly startedAt: number
    readonly platform: string
    readonly npm: string
    readonly node: string
  }
  /** Milliseconds, monotonic. */
  readonly clock: () => number
  readonly onStage: (stage: 'read' | 'watch' | 'done', count: number) => void
  readonly onProgress: (progress: WatchProgress) => void
  readonly signal: AbortSignal
}
