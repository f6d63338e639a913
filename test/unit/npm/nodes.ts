import type {
  Arborist,
  ArboristEdge,
  ArboristNode,
  ArboristTree,
  AtTheDoor,
} from '../../../src/npm/npm-door.ts'

export interface NodeSketch {
  readonly version?: string
  readonly name?: string
  readonly integrity?: string | null
  readonly resolved?: string | null
  readonly package?: Record<string, unknown>
  readonly hasInstallScript?: boolean
  readonly isWorkspace?: boolean
  /** Location of a link's target. */
  readonly link?: string
  /** A folder that a link leads to. */
  readonly top?: boolean
  readonly optional?: boolean
  readonly dev?: boolean
  readonly inert?: boolean
  readonly bundled?: string
  /** Locations that it depends on. */
  readonly needs?: readonly string[]
  readonly binPaths?: readonly string[]
}

type Loose = { -readonly [K in keyof ArboristNode]: ArboristNode[K] } & {
  shouldOmit(omit: Set<string>): boolean
}

/** As Arborist has it, as far as it is looked at: location to node; '' is the project. */
export function treeOf(sketches: Readonly<Record<string, NodeSketch>>): ArboristTree {
  const nodes = new Map<string, Loose>()
  const all = { '': {}, ...sketches }
  for (const [location, sketch] of Object.entries<NodeSketch>(all))
    nodes.set(location, nodeOf(location, sketch))
  const root = nodes.get('') as Loose
  for (const [location, sketch] of Object.entries<NodeSketch>(all)) {
    const node = nodes.get(location) as Loose
    node.parent = location === '' || sketch.top || sketch.isWorkspace ? null : root
    const target = sketch.link === undefined ? undefined : nodes.get(sketch.link)
    if (target) {
      node.target = target
      node.realpath = target.path
    }
    if (sketch.bundled !== undefined) node.getBundler = () => nodes.get(sketch.bundled ?? '') ?? null
    for (const need of sketch.needs ?? []) {
      const to = nodes.get(need) ?? null
      const edge: ArboristEdge = { name: need, to, from: node, type: 'prod' }
      ;(node.edgesOut as Map<string, ArboristEdge>).set(need, edge)
      ;(to?.edgesIn as Set<ArboristEdge> | undefined)?.add(edge)
    }
  }
  return Object.assign(root, {
    inventory: nodes as ReadonlyMap<string, ArboristNode>,
  }) as unknown as ArboristTree
}

function nodeOf(location: string, sketch: NodeSketch): Loose {
  const folder = location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const name = sketch.name ?? (location === '' ? 'project' : folder)
  const path = location === '' ? '/srv/project' : `/srv/project/${location}`
  const node = {
    location,
    name: folder,
    packageName: name,
    version: sketch.version ?? '1.0.0',
    path,
    realpath: path,
    resolved: sketch.resolved ?? null,
    integrity: sketch.integrity ?? null,
    package: { name, version: sketch.version ?? '1.0.0', ...sketch.package },
    ...(sketch.hasInstallScript === undefined ? {} : { hasInstallScript: sketch.hasInstallScript }),
    binPaths: sketch.binPaths ?? [],
    isLink: sketch.link !== undefined,
    isProjectRoot: location === '',
    isRoot: location === '',
    isWorkspace: sketch.isWorkspace ?? false,
    isTop: location === '' || (sketch.top ?? false),
    inBundle: sketch.bundled !== undefined,
    optional: sketch.optional ?? false,
    dev: sketch.dev ?? false,
    devOptional: false,
    peer: false,
    inert: sketch.inert ?? false,
    extraneous: false,
    edgesOut: new Map(),
    edgesIn: new Set(),
    parent: null,
    getBundler: () => null,
    shouldOmit: (omit: Set<string>) =>
      (omit.has('dev') && sketch.dev === true) || (omit.has('optional') && sketch.optional === true),
  }
  return Object.assign(node, { target: node }) as unknown as Loose
}

export function doorOf(
  tree: ArboristTree,
  more: Partial<Omit<AtTheDoor, 'arborist'>> & { readonly requested?: readonly string[] } = {},
): AtTheDoor {
  const { requested = [], ...rest } = more
  const edges = requested.map((location) => ({
    name: location,
    to: tree.inventory.get(location) ?? null,
    from: tree,
    type: 'prod',
  }))
  return {
    kind: 'reify',
    arborist: { path: '/srv/project', explicitRequests: new Set(edges) } as unknown as Arborist,
    tree,
    actual: null,
    options: {},
    command: 'install',
    ...rest,
  }
}
