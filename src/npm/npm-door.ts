import type { Execution } from '../model/index.ts'

/** The parts of npm's Arborist that are looked at. Read-only to us but `integrity` and what says which scripts run. */
export interface ArboristEdge {
  readonly name: string
  readonly to: ArboristNode | null
  readonly from: ArboristNode | null
  readonly type: string
}

export interface ArboristNode {
  readonly location: string
  readonly name: string
  readonly packageName?: string | null
  readonly version: string
  readonly path: string
  readonly realpath: string
  resolved: string | null
  integrity: string | null
  readonly package: {
    readonly name?: string
    readonly version?: string
    bin?: unknown
    scripts?: Record<string, string>
    gypfile?: unknown
    readonly dependencies?: Record<string, string>
    readonly optionalDependencies?: Record<string, string>
    readonly os?: unknown
    readonly cpu?: unknown
    readonly libc?: unknown
  }
  readonly hasInstallScript?: boolean
  /** Where npm links its executables. */
  readonly binPaths?: readonly string[]
  readonly isLink: boolean
  readonly isProjectRoot: boolean
  readonly isRoot: boolean
  readonly isWorkspace: boolean
  readonly isTop: boolean
  /** npm: every edge that leads here asks a registry. */
  readonly isRegistryDependency?: boolean
  readonly inBundle: boolean
  readonly optional: boolean
  readonly dev: boolean
  readonly devOptional: boolean
  readonly peer: boolean
  readonly inert?: boolean
  readonly extraneous: boolean
  readonly edgesOut: ReadonlyMap<string, ArboristEdge>
  readonly edgesIn: ReadonlySet<ArboristEdge>
  readonly target: ArboristNode
  readonly parent: ArboristNode | null
  getBundler(): ArboristNode | null
  shouldOmit?(omit: ReadonlySet<string>): boolean
}

export interface ArboristTree extends ArboristNode {
  readonly inventory: ReadonlyMap<string, ArboristNode>
}

export interface Arborist {
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
  readonly idealTree: ArboristTree | null
  readonly actualTree: ArboristTree | null
  readonly explicitRequests?: ReadonlySet<ArboristEdge>
  buildIdealTree(options?: Record<string, unknown>): Promise<ArboristTree>
  loadActual(options?: Record<string, unknown>): Promise<ArboristTree>
  reify(options?: Record<string, unknown>): Promise<unknown>
  rebuild(options?: {
    readonly nodes?: Iterable<ArboristNode>
    readonly handleOptionalFailure?: boolean
  }): Promise<unknown>
}

/** What came to the door: a tree about to be written, or packages on disk whose scripts are about to run. */
export interface AtTheDoor {
  readonly kind: 'reify' | 'rebuild'
  readonly arborist: Arborist
  readonly tree: ArboristTree
  /** What is on disk now; null when it will be gone before anything is written (`npm ci`) or does not matter. */
  readonly actual: ArboristTree | null
  /** Options of this call over those of the instance. */
  readonly options: Readonly<Record<string, unknown>>
  /** `process.env.npm_command`. */
  readonly command: string
  /** What npm starts when the tree is there: npx and its like. */
  readonly execution?: Execution | null
}

/** npm may go on. */
export interface Judged {
  /** Folders that npm may unpack into: those of the packages that were looked at. Null: any (nobody looked). */
  readonly folders: ReadonlySet<string> | null
  /** To be called when npm's own part is over. It throws nothing: what is installed is installed. */
  readonly afterwards: ((outcome: 'installed' | 'failed') => Promise<void>) | null
}

/** Returns when npm may go on; throws StopNpm when it may not. */
export type Guard = (door: AtTheDoor) => Promise<Judged>
