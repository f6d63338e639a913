import type { Canary, Execution, PackageContents, TreePackage } from '../model/index.ts'
import type { BoxSetup, BoxWork, PlannedRun } from '../sandbox/plan.ts'
import { scriptsInOrder } from '../tree/box-content.ts'
import { boxLockfile, folderName } from '../tree/lockfile.ts'

/** Loading what was asked for takes a moment; a server that it starts would never end by itself. */
const IMPORT_TIMEOUT_MS = 3_000
/** What npx starts may be a server or wait for answers: it is ended then, and that is no finding. */
const BIN_TIMEOUT_MS = 5_000

/** What the box has to look like, and what the work in it needs to know of the project. */
export interface HostFacts {
  readonly setup: BoxSetup
  readonly scriptTimeoutMs: number
  readonly projectName: string
  readonly projectVersion: string
  /** What lies in the box as decoys. */
  readonly canaries?: readonly Canary[]
}

/** What lies in the box: each package with its bytes. */
export interface BoxItem {
  readonly item: TreePackage
  readonly contents: PackageContents
  /** Path as the fetch phase sees it; null for what came inside another's tarball. */
  readonly tarball: string | null
}

/** The work in the box as data: what to unpack, what to run in which order, and for how long. */
export function planWork(
  facts: HostFacts,
  items: readonly BoxItem[],
  requested: readonly TreePackage[],
  execution: Execution | null = null,
): BoxWork {
  const contents = new Map(items.map(({ item, contents: own }) => [item.location, own]))
  const scripts = scriptsInOrder(
    items.map(({ item }) => item),
    contents,
  )
  const runs: Omit<PlannedRun, 'id'>[] = [
    ...scripts.map(({ item, script, command }) => ({
      ...whose(item),
      phase: 'install' as const,
      script,
      command,
      timeoutMs: facts.scriptTimeoutMs,
      env: packageEnvironment(item, facts.setup.paths.project),
    })),
    ...requested.map((item) => ({
      ...whose(item),
      phase: 'import' as const,
      script: 'import' as const,
      command: folderName(item.location),
      timeoutMs: IMPORT_TIMEOUT_MS,
      env: {},
    })),
    ...(execution === null ? [] : executionRuns(execution, requested, contents)),
  ]
  return {
    packages: items.flatMap(({ item, contents: own, tarball }) =>
      tarball === null
        ? []
        : [{ location: item.location, integrity: own.integrity, tarball, bin: own.hasBin }],
    ),
    files: boxLockfile(
      facts.projectName,
      facts.projectVersion,
      items.map(({ item }) => item),
    ),
    runs: runs.map((run, index) => ({ id: index + 1, ...run })),
  }
}

/** What npx starts, as the package's doing whose executable it is. */
function executionRuns(
  { command, args, isCall }: Execution,
  requested: readonly TreePackage[],
  contents: ReadonlyMap<string, PackageContents>,
): readonly Omit<PlannedRun, 'id'>[] {
  const item = requested.find(({ location }) => contents.get(location)?.hasBin) ?? requested[0]
  if (item === undefined) return []
  return [
    {
      ...whose(item),
      phase: 'bin',
      script: 'bin',
      // As npm has it: only what stands behind -c is the shell's to read.
      command: isCall ? command : `'${command.replaceAll("'", "'\\''")}'`,
      args,
      timeoutMs: BIN_TIMEOUT_MS,
      env: {},
    },
  ]
}

function whose(item: TreePackage) {
  return { location: item.location, package: item.name, version: item.version }
}

/** The variables that npm sets for each package beside those of its manifest (Arborist, rebuild.js). */
function packageEnvironment(item: TreePackage, project: string): Record<string, string> {
  return {
    npm_package_resolved: item.source === 'registry' ? (item.resolved ?? '') : '',
    npm_package_integrity: item.integrity ?? '',
    npm_package_json: `${project}/${item.location}/package.json`,
    npm_package_optional: item.optional ? '1' : '',
    npm_package_dev: '',
    npm_package_peer: '',
    npm_package_dev_optional: '',
  }
}
