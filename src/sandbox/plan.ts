import type { DecoyFile, InstallScript, Phase } from '../model/index.ts'

/**
 * What the box has to look like: known before anything has been read, so that it starts meanwhile. Like all that
 * travels over the pipe it holds nothing secret.
 */
export interface BoxSetup {
  readonly paths: BoxPaths
  readonly user: BoxUser
  /** Environment of everything that runs in the box. */
  readonly env: Readonly<Record<string, string>>
  readonly registries: readonly PlannedRegistry[]
  readonly limits: BoxLimits
  /** Files that stand for the user's own. Their variables are in `env`. */
  readonly decoys?: readonly DecoyFile[]
  /** What a cloud's metadata service hands out. Made up in the box where it is not said. */
  readonly metadata?: MetadataDecoys
}

/** Credentials of a machine in a cloud, worth nothing. */
export interface MetadataDecoys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Goes with these two; Google's and Azure's access token as well. */
  readonly token: string
  /** What version 2 of Amazon's service wants to see before it tells anything: it is sent back, and is no secret. */
  readonly session: string
}

/** What is to be done in the box. */
export interface BoxWork {
  readonly packages: readonly BoxPackage[]
  /** Files of the project stub, below the project folder. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly runs: readonly PlannedRun[]
}

export interface BoxPaths {
  /** The project's folder, at the same place as on the host. */
  readonly project: string
  readonly home: string
  /** Node's binary. */
  readonly node: string
  /** npm's own folder (the one with its package.json). */
  readonly npm: string
}

export interface BoxUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly shell: string
  readonly hostName: string
}

export interface PlannedRegistry {
  /** Base URL as npm's configuration has it, ending in a slash. */
  readonly url: string
  /** Lower case. */
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

/** One tarball to unpack. */
export interface BoxPackage {
  /** `node_modules/a` */
  readonly location: string
  readonly integrity: string
  /** Where the sensor's side finds the tarball. */
  readonly tarball: string
  /** It has executables to link. */
  readonly bin: boolean
}

/** One thing to run, in this order. */
export interface PlannedRun {
  readonly id: number
  readonly phase: Phase
  readonly location: string
  readonly package: string
  readonly version: string
  readonly script: InstallScript | 'import' | 'bin'
  readonly command: string
  /** Of an executable. */
  readonly args?: readonly string[]
  readonly timeoutMs: number
  /** `npm_package_resolved` and its like, which npm sets per package. */
  readonly env: Readonly<Record<string, string>>
}

/** Each limit exists because a package was seen, or is easily made, that would otherwise end the watch or the host. */
export interface BoxLimits {
  /** Bytes of all files of the box together (its file system lives in memory). */
  readonly diskBytes: number
  /** Resident bytes of all its processes together. */
  readonly memoryBytes: number
  readonly processes: number
  /** Bytes of capture after which the watch ends as inconclusive. */
  readonly captureBytes: number
  /** Events (owners, requests, names) kept per scan. */
  readonly events: number
  readonly lingerMs: number
  readonly fetchTimeoutMs: number
}

const MIB = 1024 * 1024

export const DEFAULT_LIMITS: BoxLimits = {
  diskBytes: 4096 * MIB,
  memoryBytes: 4096 * MIB,
  processes: 1024,
  captureBytes: 512 * MIB,
  events: 20_000,
  lingerMs: 10_000,
  fetchTimeoutMs: 300_000,
}
