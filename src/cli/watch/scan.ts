import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { History } from '../../history/history.ts'
import { type FoundNpm, findNpm } from '../../npm/find-npm.ts'
import { npmLibraries } from '../../npm/libraries.ts'
import { type LoadedNpm, loadNpm } from '../../npm/load-config.ts'
import type { ArboristTree } from '../../npm/npm-door.ts'
import { configuredRegistries } from '../../npm/registries.ts'
import { installSourceDoor } from '../../npm/source-door.ts'
import { readTree, type SeenTree } from '../../npm/tree-packages.ts'
import { type Examination, examine } from '../../pipeline/examine.ts'
import { UsageError } from '../error.ts'
import type { OwnFlags } from '../own-flags.ts'
import { projectFolders } from '../policy/places.ts'
import type { Progress } from '../progress.ts'
import { agreedSources } from './agreed-sources.ts'
import { nothingKnown } from './nothing-known.ts'
import { loadPolicy } from './policy.ts'
import { stopIfRefused } from './refused-source.ts'
import { openSession, SENSOR_VERSION } from './session.ts'
import { guardSource } from './source-guard.ts'
import { hasRecorded } from './surviving-history.ts'
import { watchUi } from './watch-progress.ts'

export interface ScanInput {
  readonly specs: readonly string[]
  readonly own: OwnFlags
  readonly history: History
  readonly progress: Progress
  /** Rely on what the history knows; else everything is watched anew. */
  readonly useKnown: boolean
  readonly typed: string
  /** The whole project that the current folder belongs to, as npm finds it; that it brings in nothing is all right. */
  readonly wholeProject?: boolean
}

/** The examination, and what it was made of. */
export interface Scanned extends Examination {
  readonly npm: FoundNpm
  readonly loaded: LoadedNpm
  readonly tree: ArboristTree
  readonly seen: SeenTree
  /** Whether the history has it. */
  readonly recorded: boolean
}

/** Watches packages without installing them. Without specs: what the project in the current folder would install. */
export async function scan(input: ScanInput): Promise<Scanned> {
  const { specs, own, history, progress, typed } = input
  const began = performance.now()
  const npm = findNpm(process.env.PATH ?? '', process.execPath)
  const libraries = npmLibraries(npm.root)
  // Resolving a git dependency clones it: asked before anybody is contacted, as in an installation.
  installSourceDoor(npm.root, (source) => guardSource({ source, own, libraries, global: false }))
  const loaded = await loadNpm(npm)
  const rules = await loadPolicy(history, own, projectFolders({}))
  const registries = configuredRegistries(loaded.options, libraries)
  const temporary = specs.length === 0 ? null : await mkdtemp(join(tmpdir(), 'dsca-'))
  const path = temporary ?? (input.wholeProject ? loaded.prefix : process.cwd())
  try {
    progress.phase(specs.length === 0 ? 'resolving the project' : `resolving ${specs.join(' ')}`)
    const arborist = loaded.arborist({ ...loaded.options, path, save: false })
    const tree = await arborist.buildIdealTree({ add: [...specs], complete: false })
    stopIfRefused()
    const door = {
      kind: 'reify' as const,
      arborist,
      tree,
      actual: null,
      options: loaded.options,
      command: 'scan',
    }
    const seen = readTree(door, { libraries, registries })
    const resolve = Math.round(performance.now() - began)
    const { tools, cleanUp } = openSession({
      own,
      npm,
      libraries,
      registries,
      history,
      options: loaded.options,
      policy: rules.policy,
      project: {
        // What is watched reads it: the folder that this scan works in would tell it what it is part of.
        path: temporary === null ? path : join(homedir(), 'app'),
        global: false,
        name: tree.package.name ?? 'project',
        version: tree.package.version ?? '1.0.0',
      },
      signal: new AbortController().signal,
      ui: watchUi(progress),
    })
    const known = input.useKnown ? tools.history : nothingKnown(tools.history)
    if (seen.packages.length === 0 && !input.wholeProject) {
      throw new UsageError(
        'there is nothing to watch: no package of somebody else',
        'folders and links of your own are not watched; dsca scan NAME',
      )
    }
    const examination = await examine(
      { packages: seen.packages, incoming: seen.incoming, ignoreScripts: false },
      { ...tools, history: known, agreedSources },
    ).finally(cleanUp)
    const timings = {
      ...examination.report.timings,
      resolve,
      total: examination.report.timings.total + resolve,
    }
    const report = { ...examination.report, timings }
    await history.record(
      { report, command: typed, outcome: 'scanned', known: examination.known },
      { platform: report.platform, sensor: SENSOR_VERSION },
    )
    if (rules.unheard !== null) {
      progress.stop()
      const { unheardText } = await import('./unheard.ts')
      process.stderr.write(unheardText(rules, examination.verdict))
    }
    return { ...examination, report, npm, loaded, tree, seen, recorded: hasRecorded(history) }
  } finally {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true })
  }
}
