import type { TreePackage } from '../model/index.ts'

/**
 * Trees beside each other in one. Each keeps what it has where it has it: what two have at one place must be the same
 * bytes with the same dependencies.
 */
export class MergedTree {
  readonly #items = new Map<string, TreePackage>()

  get packages(): readonly TreePackage[] {
    return [...this.#items.values()]
  }

  get size(): number {
    return this.#items.size
  }

  /** False where a place is taken by something else: then nothing is added. */
  add(packages: readonly TreePackage[]): boolean {
    const fits = packages.every((item) => {
      const there = this.#items.get(item.location)
      return there === undefined || isSame(there, item)
    })
    if (!fits) return false
    for (const item of packages) {
      if (item.requested || !this.#items.has(item.location)) this.#items.set(item.location, item)
    }
    return true
  }
}

function isSame(one: TreePackage, other: TreePackage): boolean {
  const factsOf = ({ name, version, integrity, bundledIn, dependencies }: TreePackage) =>
    JSON.stringify([name, version, integrity, bundledIn, [...dependencies].sort()])
  return one.integrity !== null && factsOf(one) === factsOf(other)
}
