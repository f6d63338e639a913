import type { PackageSource, TreePackage } from '../model/index.ts'
import type { NpmLibraries } from './libraries.ts'
import type { ArboristNode, AtTheDoor } from './npm-door.ts'

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

/** Turns npm's tree into our words. The project itself, workspaces and linked folders are the user's own code. */
export function readTree(door: AtTheDoor, context: TreeContext): SeenTree {
  const { tree, actual, options } = door
  const foreign = [...tree.inventory.values()].filter(
    (node) => isForeign(node) && isWanted(node, options, context),
  )
  const requested = new Set(
    [...(door.arborist.explicitRequests ?? [])].map(({ to }) => to?.target?.location ?? to?.location ?? ''),
  )
  const paths = shortestPaths(tree.inventory)
  const nodes = new Map(foreign.map((node) => [node.location, node]))
  const packages = foreign.map((node) => packageOf(node, nodes, requested, paths, context))
  const incoming = new Set(
    packages
      .filter((item) => door.kind === 'rebuild' || !isThere(item, actual?.inventory.get(item.location)))
      .map(({ location }) => location),
  )
  return { packages, incoming, nodes }
}

function isForeign(node: ArboristNode): boolean {
  if (node.isProjectRoot || node.isRoot || node.isLink || node.isWorkspace) return false
  if (node.isTop) return false // the target of a link: a folder of the user's
  return !(node.resolved?.startsWith('file:') && !/\.(tgz|tar\.gz|tar)$/i.test(node.resolved))
}

/** What npm itself leaves out: other platforms' packages and omitted kinds. */
function isWanted(
  node: ArboristNode,
  options: Readonly<Record<string, unknown>>,
  { libraries }: TreeContext,
): boolean {
  if (node.inert) return false
  const omit = new Set((options.omit as string[] | undefined) ?? [])
  if (omit.has('dev') && node.dev) return false
  if (omit.has('optional') && node.optional) return false
  if (omit.has('peer') && node.peer) return false
  if (omit.has('dev') && omit.has('optional') && node.devOptional) return false
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

function isThere(item: TreePackage, actual: ArboristNode | undefined): boolean {
  if (!actual || actual.isLink || actual.version !== item.version) return false
  const name = actual.packageName ?? actual.package.name ?? actual.name
  if (name !== item.name) return false
  return !item.integrity || !actual.integrity || actual.integrity === item.integrity
}

function packageOf(
  node: ArboristNode,
  nodes: ReadonlyMap<string, ArboristNode>,
  requested: ReadonlySet<string>,
  paths: ReadonlyMap<string, readonly string[]>,
  context: TreeContext,
): TreePackage {
  const bundler = node.inBundle ? node.getBundler() : null
  return {
    name: node.packageName ?? node.package.name ?? node.name,
    version: node.version,
    integrity: node.integrity || null,
    location: node.location,
    resolved: node.resolved,
    source: sourceOf(node.resolved, context.registries),
    direct: [...node.edgesIn].some(
      ({ from }) => from && (from.isProjectRoot || from.isRoot || from.isWorkspace),
    ),
    requested: requested.has(node.location),
    optional: node.optional || node.devOptional,
    path: paths.get(node.location) ?? [],
    dependencies: [...node.edgesOut.values()]
      .map(({ to }) => to?.target?.location ?? to?.location ?? '')
      .filter((location) => nodes.has(location)),
    claimsScripts: node.hasInstallScript ?? null,
    bundledIn: bundler && nodes.has(bundler.location) ? bundler.location : null,
  }
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
