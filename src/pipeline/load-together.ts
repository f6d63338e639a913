import type { TreePackage } from '../model/index.ts'
import { MergedTree } from '../tree/merged-tree.ts'

/** More in one box save little, and are more to look at again when one of them does something. */
const MOST_TREES = 32
/** So many that their files may fill what a box has of disk and memory. */
const MOST_PACKAGES = 400
/** Who waits for company that does not come. */
const QUIET_MS = 1_000

/** Puts packages into one box. Returns the id of the recorded scan, or null when anything happened. Never rejects. */
type Watch = (packages: readonly TreePackage[]) => Promise<string | null>

interface Gathering {
  readonly merged: MergedTree
  readonly trees: (readonly TreePackage[])[]
  readonly done: Promise<ReadonlySet<string>>
  readonly settle: (scans: ReadonlySet<string> | PromiseLike<ReadonlySet<string>>) => void
  timer: NodeJS.Timeout | undefined
}

/**
 * Loads packages that only have to be loaded many at a time, because a box costs ten times what a load does. Nearly
 * always nothing happens, and that is then known of them all. Where anything does, the halves are tried, and so on:
 * what one package does in a box may change what another would have done there, so a box in which something
 * happened tells nothing of those that did nothing.
 */
export class LoadTogether {
  readonly #watch: Watch
  readonly #gathering = new Set<Gathering>()

  constructor(watch: Watch) {
    this.#watch = watch
  }

  /** Resolves when the tree was in a box, or has to go into one alone: with the scans in which nothing happened. */
  load(tree: readonly TreePackage[]): Promise<ReadonlySet<string>> {
    const group = [...this.#gathering].find(({ merged }) => merged.add(tree)) ?? this.#begin(tree)
    group.trees.push(tree)
    clearTimeout(group.timer)
    if (group.trees.length >= MOST_TREES || group.merged.size >= MOST_PACKAGES) this.#go(group)
    else group.timer = setTimeout(() => this.#go(group), QUIET_MS)
    return group.done
  }

  #begin(tree: readonly TreePackage[]): Gathering {
    const merged = new MergedTree()
    merged.add(tree)
    const { promise: done, resolve: settle } = withResolvers<ReadonlySet<string>>()
    const group: Gathering = { merged, trees: [], done, settle, timer: undefined }
    this.#gathering.add(group)
    return group
  }

  #go(group: Gathering): void {
    this.#gathering.delete(group)
    group.settle(this.#halve(group.trees))
  }

  async #halve(trees: readonly (readonly TreePackage[])[]): Promise<ReadonlySet<string>> {
    if (trees.length < 2) return new Set()
    const merged = new MergedTree()
    for (const tree of trees) merged.add(tree)
    const scan = await this.#watch(merged.packages)
    if (scan !== null) return new Set([scan])
    const middle = trees.length >> 1
    const halves = await Promise.all([this.#halve(trees.slice(0, middle)), this.#halve(trees.slice(middle))])
    return new Set(halves.flatMap((half) => [...half]))
  }
}

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers<T>() {
  let resolve: (value: T | PromiseLike<T>) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
