import Module from 'node:module'
import { sep } from 'node:path'
import { NpmError } from './error.ts'
import { currentExecution, rememberExecution } from './execution.ts'
import type { Arborist, ArboristTree, Guard, Judged } from './npm-door.ts'
import { useOwnScripts } from './own-scripts.ts'

type Exec = Parameters<typeof rememberExecution>[0]
type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown
type ArboristClass = { readonly prototype: Arborist & Record<string, unknown> }

/** What is remembered of one Arborist: a tree is judged once, and the scripts that its own reify runs are not judged again. */
interface State {
  judged: Judged | null
  /** The tree that was let through. */
  tree: object | null
  reifying: boolean
}

/**
 * Wraps `reify` and `rebuild` of npm's own Arborist, the two methods that every npm command which brings in
 * code ends in. Arborist is wrapped in the moment npm loads it: commands that never do pay nothing. An
 * Arborist without these methods is not loaded at all.
 */
export function installDoor(npmRoot: string, guard: Guard): void {
  const host = Module as unknown as {
    _load: Load
    _resolveFilename: (request: string, parent: unknown) => string
  }
  const original = host._load
  const wrapped = new WeakSet<object>()
  host._load = function (this: unknown, request, parent, isMain) {
    const loaded = original.call(this, request, parent, isMain)
    if (request === 'libnpmexec' && typeof loaded === 'function') return rememberExecution(loaded as Exec)
    if (!request.includes('arborist') || typeof loaded !== 'function' || wrapped.has(loaded)) return loaded
    const file = host._resolveFilename(request, parent)
    if (!file.startsWith(npmRoot) || !isEntry(file)) return loaded
    wrapped.add(loaded)
    wrap(loaded as unknown as ArboristClass, npmRoot, guard)
    return loaded
  }
}

/** The package's main module or the class itself: `lib/index.js`, `lib/arborist/index.js`. */
function isEntry(file: string): boolean {
  return /[\\/]@npmcli[\\/]arborist[\\/]lib[\\/](arborist[\\/])?index\.js$/.test(file)
}

function wrap(ArboristClass: ArboristClass, npmRoot: string, guard: Guard): void {
  const { prototype } = ArboristClass
  const { reify, rebuild, buildIdealTree } = prototype
  if ([reify, rebuild, buildIdealTree, prototype.loadActual].some((method) => typeof method !== 'function')) {
    throw new NpmError(
      'door-missing',
      "this npm's Arborist has no reify, rebuild, buildIdealTree or loadActual",
      'update npm, or use npm itself',
    )
  }
  const states = new WeakMap<Arborist, State>()
  const stateOf = (arborist: Arborist): State => {
    const state = states.get(arborist) ?? { judged: null, tree: null, reifying: false }
    states.set(arborist, state)
    return state
  }

  prototype.buildIdealTree = async function (this: Arborist, options = {}) {
    const tree = await buildIdealTree.call(this, options)
    // `npm ci` empties node_modules between here and reify: look now, so that a block leaves all as it was.
    if (CLEAN_INSTALL.test(commandName()) && !isDry(this, options)) await judge(this, options, false)
    return tree
  }

  prototype.reify = async function (this: Arborist, options = {}) {
    const state = stateOf(this)
    if (!isDry(this, options)) {
      await buildIdealTree.call(this, { ...options, complete: false })
      await judge(this, options, true)
    }
    state.reifying = true
    try {
      return await finish(state.judged, () => reify.call(this, options))
    } finally {
      state.reifying = false
    }
  }

  prototype.rebuild = async function (this: Arborist, options = {}) {
    const state = stateOf(this)
    if (this.options.ignoreScripts) return rebuild.call(this, options)
    if (state.reifying) {
      const nodes = options.nodes === undefined ? [] : [...options.nodes]
      await useOwnScripts(nodes, npmRoot)
      return rebuild.call(this, options.nodes === undefined ? options : { ...options, nodes })
    }
    const tree = await this.loadActual()
    // Read once: what is judged is what is built.
    const own = options.nodes === undefined ? options : { ...options, nodes: [...options.nodes] }
    const judged = await guard({
      kind: 'rebuild',
      arborist: this,
      tree,
      actual: null,
      options: { ...this.options, ...own },
      command: commandName(),
    })
    return finish(judged, () => rebuild.call(this, own))
  }

  async function judge(
    arborist: Arborist,
    options: Record<string, unknown>,
    withActual: boolean,
  ): Promise<void> {
    const state = stateOf(arborist)
    const tree = arborist.idealTree
    if (!tree) throw new NpmError('door-missing', 'npm resolved no tree', 'update npm, or use npm itself')
    if (state.tree === tree) return
    const merged: Record<string, unknown> = { ...arborist.options, ...options }
    if (!merged.ignoreScripts) refuseLinksIntoPackages(tree)
    const actual = withActual && !merged.global ? await arborist.loadActual({ ignoreMissing: true }) : null
    state.judged = await guard({
      kind: 'reify',
      arborist,
      tree,
      actual,
      options: merged,
      command: commandName(),
      execution: currentExecution(),
    })
    state.tree = tree
  }
}

/** npm's own part, and what is to be recorded when it is over. */
async function finish<T>(judged: Judged | null, run: () => Promise<T>): Promise<T> {
  const folders = judged?.folders ?? null
  if (folders !== null) sealed.add(folders)
  let result: T
  try {
    result = await run()
  } catch (error) {
    await judged?.afterwards?.('failed')
    throw error
  } finally {
    if (folders !== null) sealed.delete(folders)
  }
  await judged?.afterwards?.('installed')
  return result
}

/** What each running reify may unpack into. */
const sealed = new Set<ReadonlySet<string>>()

/**
 * Whether npm may unpack a package there: while a judged tree is written, only where a judged package goes. A
 * node that appears only then (out of a package's own shrinkwrap, say) was never looked at.
 */
export function mayUnpack(folder: string): boolean {
  return sealed.size === 0 || [...sealed].some((folders) => folders.has(folder))
}

/** `ci`, `install-ci-test`: npm sets the full name, whatever alias was typed. */
const CLEAN_INSTALL = /(^|-)ci(-|$)/

/**
 * A package may name a folder of itself as its dependency (`file:./sub`). npm links it and builds it, but only
 * unpacking brings it: before that there is nothing to look at, or what an older version left there.
 */
function refuseLinksIntoPackages(tree: ArboristTree): void {
  const packages = `${tree.realpath}${sep}node_modules${sep}`
  for (const { isLink, name, realpath } of tree.inventory.values()) {
    if (!isLink || !realpath.startsWith(packages)) continue
    throw new NpmError(
      'link-into-package',
      `the dependency ${name} is a folder inside a package, which cannot be watched before it is there`,
      'leave that package out, or install with --ignore-scripts',
    )
  }
}

/** Nothing is written and nothing runs: nothing to guard. */
function isDry(arborist: Arborist, options: Record<string, unknown>): boolean {
  const { dryRun, packageLockOnly } = { ...arborist.options, ...options }
  return Boolean(dryRun || packageLockOnly)
}

function commandName(): string {
  return process.env.npm_command ?? ''
}
