import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PackageSource, TreePackage } from '../model/index.ts'
import { binNames, intrudingBins } from './intruding-bins.ts'
import type { NpmLibraries } from './libraries.ts'
import type { ArboristNode, AtTheDoor } from './npm-door.ts'
import { rebuilt } from './rebuilt.ts'

export interface TreeContext {
  readonly libraries: NpmLibraries
  /** Base URLs of the configured registries, each ending in a slash. */
  readonly registries: readonly string[]
}

/** What the door sees of the tree. */
export interface SeenTree {
  /** Every package of the tree that is code of somebody else. */
  readonly packages: readonly TreePackage[]
  /** Locations of those that this command brings in or changes. */
  readonly incoming: ReadonlySet<string>
  readonly nodes: ReadonlyMap<string, ArboristNode>
}

/**
 * Turns npm's tree into our words. The project itself and its workspaces are the user's own code; every other
 * folder that is linked or copied in may hold scripts that npm runs, and goes into the box as a copy.
 */
export function readTree(door: AtTheDoor, context: TreeContext): SeenTree {
  const { tree, actual, options } = door
  const foreign = [...tree.inventory.values()].filter(
    (node) => isForeign(node, tree) && isWanted(node, options, context),
  )
  const places = placesOf(foreign)
  const nodes = new Map(foreign.map((node) => [places(node), node]))
  const requested = new Set([...(door.arborist.explicitRequests ?? [])].flatMap(({ to }) => (to ? [to] : [])))
  const reading: Reading = { nodes, places, requested, paths: shortestPaths(tree.inventory), root: tree.path }
  const intruders = intrudingBins(
    foreign.map((node) => ({ location: places(node), bins: binNames(node.target) })),
  )
  const packages = foreign
    .map((node) => packageOf(node, reading, context))
    .map((item) => withBins(item, intruders))
  const isRebuilt = rebuilt(options.nodes as Iterable<ArboristNode> | undefined)
  const incoming = new Set(
    packages
      .filter(({ location }, index) => {
        const node = foreign[index]
        if (node === undefined) return true
        if (door.kind === 'rebuild') return isRebuilt(node)
        return !isThere(node, actual?.inventory.get(node.location)) && nodes.has(location)
      })
      .map(({ location }) => location),
  )
  return { packages, incoming, nodes }
}

function withBins(item: TreePackage, intruders: (location: string) => readonly string[]): TreePackage {
  const more = intruders(item.location).filter((location) => !item.dependencies.includes(location))
  return more.length === 0 ? item : { ...item, dependencies: [...item.dependencies, ...more] }
}

/** What one reading of a tree goes by. */
interface Reading {
  readonly nodes: ReadonlyMap<string, ArboristNode>
  readonly places: (node: ArboristNode) => string
  readonly requested: ReadonlySet<ArboristNode>
  readonly paths: ReadonlyMap<string, readonly string[]>
  /** The project's folder. */
  readonly root: string
}

function isForeign(node: ArboristNode, tree: ArboristNode): boolean {
  if (node.isProjectRoot || node.isRoot || node.isWorkspace) return false
  if (node.isLink) return !node.target.isWorkspace && !isOwnFolder(node.target, tree)
  return node.parent !== null // without a parent it is the target of a link, which stands for it
}

/** `npm link` and `npm install -g .` link the folder that the user works in. */
function isOwnFolder(target: ArboristNode, tree: ArboristNode): boolean {
  return target.isProjectRoot || target.realpath === tree.realpath || target.realpath === process.cwd()
}

/**
 * Where a node lies in the box. A linked folder is a copy at the place of its link, and what it has below it
 * comes along; nothing lies above the project.
 */
function placesOf(nodes: readonly ArboristNode[]): (node: ArboristNode) => string {
  const links = nodes
    .filter(({ isLink }) => isLink)
    .map(({ target, location }) => [`${target.location}/`, location] as const)
  return ({ location }) => {
    const link = links.find(([target]) => location.startsWith(`${target}node_modules/`))
    const place = link ? `${link[1]}/${location.slice(link[0].length)}` : location
    return place.replaceAll('../', '_/')
  }
}

/** What npm itself leaves out: other platforms' packages and omitted kinds. */
function isWanted(
  node: ArboristNode,
  options: Readonly<Record<string, unknown>>,
  { libraries }: TreeContext,
): boolean {
  if (node.inert) return false
  if (node.shouldOmit?.(new Set((options.omit as string[] | undefined) ?? []))) return false
  return !node.optional || fitsPlatform(node, options, libraries)
}

function fitsPlatform(
  node: ArboristNode,
  options: Readonly<Record<string, unknown>>,
  libraries: NpmLibraries,
): boolean {
  if (!node.package.os && !node.package.cpu && !node.package.libc) return true
  try {
    const { os, cpu, libc } = options
    libraries.checks.checkPlatform(node.package, Boolean(options.force), { os, cpu, libc })
    return true
  } catch {
    return false
  }
}

/**
 * Whether npm leaves alone what is on disk, and so runs nothing of it (Arborist, diff.js). Two commits of a git
 * repository may have one version; without a hash on both sides npm unpacks again.
 */
function isThere(node: ArboristNode, actual: ArboristNode | undefined): boolean {
  if (!actual || actual.isLink !== node.isLink) return false
  if (node.isLink) return actual.realpath === node.realpath
  if (actual.version !== node.version || nameOf(actual) !== nameOf(node)) return false
  if (!(node.binPaths ?? []).every((path) => existsSync(path))) return false
  if (!node.integrity && !actual.integrity) return (node.resolved ?? '') === (actual.resolved ?? '')
  return actual.integrity === node.integrity
}

export function nameOf(node: ArboristNode): string {
  return node.packageName ?? node.package.name ?? node.name
}

function packageOf(node: ArboristNode, reading: Reading, context: TreeContext): TreePackage {
  const { nodes, places, requested, paths, root } = reading
  const { target } = node
  const bundler = node.inBundle ? node.getBundler() : null
  const resolved = node.isLink ? `file:${node.realpath}` : absolute(node.resolved, root)
  return {
    name: nameOf(target),
    version: target.version ?? '',
    integrity: oneHash(node, context),
    location: places(node),
    resolved,
    source: node.isLink ? 'directory' : sourceOf(resolved, context.registries),
    direct: [...node.edgesIn].some(
      ({ from }) => from && (from.isProjectRoot || from.isRoot || from.isWorkspace),
    ),
    requested: requested.has(node) || requested.has(target),
    optional: node.optional,
    path: paths.get(target.location) ?? [],
    dependencies: [...target.edgesOut.values()]
      .flatMap(({ to }) => (to ? [places(to)] : []))
      .filter((location) => nodes.has(location)),
    claimsScripts: target.hasInstallScript ?? null,
    claimsDependencies: Object.keys({
      ...target.package.dependencies,
      ...target.package.optionalDependencies,
    }),
    bundledIn: bundler && nodes.has(places(bundler)) ? places(bundler) : null,
  }
}

/** npm writes `file:` relative to the project. */
function absolute(resolved: string | null, root: string): string | null {
  return resolved?.startsWith('file:') ? `file:${resolve(root, resolved.slice('file:'.length))}` : resolved
}

/**
 * A lockfile may name several hashes of one strength, and npm takes bytes that fit any of them. The first is what
 * is looked at, so it is the one that npm has to find. Any white space is between two hashes (ssri).
 */
function oneHash(node: ArboristNode, { libraries }: TreeContext): string | null {
  if (!node.integrity || !/\s/.test(node.integrity.trim())) return node.integrity || null
  const hashes = libraries.ssri.parse(node.integrity)
  const strongest = hashes?.[hashes.pickAlgorithm()] ?? []
  if (strongest.length > 1) node.integrity = String(strongest[0])
  return node.integrity
}

export function sourceOf(resolved: string | null, registries: readonly string[]): PackageSource {
  if (!resolved) return 'registry'
  if (resolved.startsWith('file:')) return /\.(tgz|tar\.gz|tar)$/i.test(resolved) ? 'file' : 'directory'
  if (/^https?:\/\//i.test(resolved)) {
    return registries.some((registry) => sameOrigin(resolved, registry)) ? 'registry' : 'remote'
  }
  return 'git'
}

/** By origin, not by text: `https://registry.example.attacker.test/` begins like `https://registry.example`. */
function sameOrigin(url: string, registry: string): boolean {
  const a = new URL(url)
  const b = new URL(registry)
  return a.host.toLowerCase() === b.host.toLowerCase() && a.username === '' && a.password === ''
}

/** `name@version` from a direct package down to each one, by breadth-first search from the project. */
function shortestPaths(inventory: ReadonlyMap<string, ArboristNode>): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>()
  let level: { node: ArboristNode; path: readonly string[] }[] = [...inventory.values()]
    .filter((node) => node.isProjectRoot || node.isRoot || node.isWorkspace)
    .map((node) => ({ node, path: [] }))
  while (level.length > 0) {
    const next: typeof level = []
    for (const { node, path } of level) {
      for (const { to } of node.edgesOut.values()) {
        const target = to?.target ?? to
        if (!target || paths.has(target.location) || target.isProjectRoot || target.isWorkspace) continue
        const longer = [...path, `${target.packageName ?? target.name}@${target.version}`]
        paths.set(target.location, longer)
        next.push({ node: target, path: longer })
      }
    }
    level = next
  }
  return paths
}
