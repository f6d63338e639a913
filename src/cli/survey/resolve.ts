import { mkdtemp, readdir, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceFinding } from '../../analysis/source-finding.ts'
import type { OtherPlatform } from '../../model/index.ts'
import type { SurveyTarget } from '../../model/survey.ts'
import { type FoundNpm, findNpm } from '../../npm/find-npm.ts'
import { type NpmLibraries, npmLibraries } from '../../npm/libraries.ts'
import { loadNpm } from '../../npm/load-config.ts'
import { otherPlatform } from '../../npm/other-platform.ts'
import { PackumentCache } from '../../npm/packument-cache.ts'
import { configuredRegistries } from '../../npm/registries.ts'
import { type ForeignSource, installSourceDoor } from '../../npm/source-door.ts'
import { standIn } from '../../npm/stand-in.ts'
import { readTree } from '../../npm/tree-packages.ts'
import type { ResolvedTarget } from '../../pipeline/survey-result.ts'
import { isAlive } from '../../sandbox/is-alive.ts'

/** npm, loaded once for all targets of a process. */
export interface Resolver {
  readonly npm: FoundNpm
  readonly libraries: NpmLibraries
  /** npm's flat options. */
  readonly options: Readonly<Record<string, unknown>>
  readonly registries: readonly string[]
  /** An empty folder: what npm resolves goes nowhere. */
  readonly folder: string
  resolve(target: SurveyTarget): Promise<ResolvedTarget>
}

const FOLDER = 'dsca-survey-'

/** What a killed worker left behind: empty folders. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER) || isAlive(Number(name.slice(FOLDER.length).split('-')[0]))) continue
    await rmdir(join(tmpdir(), name)).catch(() => {})
  }
}

export async function createResolver(): Promise<Resolver> {
  const npm = findNpm(process.env.PATH ?? '', process.execPath)
  const libraries = npmLibraries(npm.root)
  const foreign = new Map<unknown, ForeignSource>()
  // Git hosts and web servers are not contacted: that a package comes from there is the finding.
  installSourceDoor(npm.root, async (source) => {
    const manifest = standIn(npm.root, source)
    foreign.set(manifest._resolved, source)
    return manifest
  })
  const loaded = await loadNpm(npm)
  await removeLeftovers()
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`))
  const options = {
    ...loaded.options,
    packumentCache: new PackumentCache(),
    path: folder,
    save: false,
    audit: false,
    // A matter of who installs it: here it is looked at.
    engineStrict: false,
    // So that they reach our stand-in; npm 12 refuses them before.
    allowGit: 'all',
    allowRemote: 'all',
  }
  const registries = configuredRegistries(options, libraries)
  const resolve = async (target: SurveyTarget): Promise<ResolvedTarget> => {
    const build = async (more: { readonly force?: true }) => {
      const arborist = loaded.arborist({ ...options, ...more })
      return { arborist, tree: await arborist.buildIdealTree({ add: [target.spec], complete: false }) }
    }
    let elsewhere: OtherPlatform | null = null
    const { arborist, tree } = await build({}).catch((error: unknown) => {
      elsewhere = otherPlatform(error)
      if (elsewhere === null) throw error
      // npm asks for platforms when the tree stands: what else force overrides (conflicts of peers) has passed.
      return build({ force: true })
    })
    const door = { kind: 'reify' as const, arborist, tree, actual: null, options, command: 'scan' }
    const { packages } = readTree(door, { libraries, registries })
    const isForeign = ({ source }: (typeof packages)[number]) => source === 'git' || source === 'remote'
    const away = new Set(packages.filter(isForeign).map(({ location }) => location))
    return {
      target,
      elsewhere,
      packages: packages
        .filter(({ location }) => !away.has(location))
        .map((item) => ({ ...item, dependencies: item.dependencies.filter((one) => !away.has(one)) })),
      foreign: packages.filter(isForeign).map(({ name, path, resolved }) => {
        const source = foreign.get(resolved)
        const host = source?.host ?? null
        const spec = source?.spec ?? resolved ?? ''
        return { ...sourceFinding({ kind: source?.kind ?? 'remote', spec, host, name }), path }
      }),
    }
  }
  return { npm, libraries, options, registries, folder, resolve }
}
