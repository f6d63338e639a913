import type { TreePackage } from '../model/index.ts'

/** A set of ranks: bit n stands for the n-th identity of the tree in sorted order. */
type Bits = Uint32Array

interface Index {
  /** Digests of the identities, sorted. */
  readonly digests: readonly string[]
  readonly nodes: ReadonlyMap<string, { readonly rank: number; readonly dependencies: readonly string[] }>
  /** Closures that are complete, by location. */
  readonly closures: Map<string, Bits>
  readonly hashes: Map<string, string>
}

/** One index a tree: asking for every package of it must not walk it anew each time. */
const indexes = new WeakMap<readonly TreePackage[], Index>()

/**
 * What a script-bearing package's verdict holds for: a hash of the identities of the package and of everything
 * that its dependencies resolve to. The same set of identities gives the same hash, wherever npm put them.
 * The tree must not be changed between calls.
 */
export function closureHash(
  packages: readonly TreePackage[],
  location: string,
  sha256hex: (text: string) => string,
): string {
  const index = indexOf(packages, sha256hex)
  const known = index.hashes.get(location)
  if (known !== undefined) return known
  const bits = closureOf(index, location)
  const hash = sha256hex(index.digests.filter((_, rank) => has(bits, rank)).join('\n'))
  index.hashes.set(location, hash)
  return hash
}

function indexOf(packages: readonly TreePackage[], sha256hex: (text: string) => string): Index {
  const known = indexes.get(packages)
  if (known !== undefined) return known
  const digestOf = new Map(packages.map((one) => [one.location, sha256hex(identityText(one))]))
  const digests = [...new Set(digestOf.values())].sort()
  const rankOf = new Map(digests.map((digest, rank) => [digest, rank]))
  const nodes = new Map(
    packages.map((one) => {
      const rank = rankOf.get(digestOf.get(one.location) ?? '') ?? 0
      return [one.location, { rank, dependencies: one.dependencies }]
    }),
  )
  const index = { digests, nodes, closures: new Map<string, Bits>(), hashes: new Map<string, string>() }
  indexes.set(packages, index)
  return index
}

/** JSON, so that no name can be made to look like two fields. Without integrity the place stands for the bytes. */
function identityText(one: TreePackage): string {
  return JSON.stringify([one.name, one.version, one.integrity ?? one.resolved ?? ''])
}

/** Walks from the package, and stops at every package whose closure is complete already: cycles need no more. */
function closureOf(index: Index, start: string): Bits {
  const bits = new Uint32Array(Math.ceil(index.digests.length / 32))
  const seen = new Set([start])
  const queue = [start]
  for (let location = queue.pop(); location !== undefined; location = queue.pop()) {
    const complete = index.closures.get(location)
    const node = index.nodes.get(location)
    if (complete !== undefined) unite(bits, complete)
    else if (node !== undefined) {
      add(bits, node.rank)
      for (const next of node.dependencies) {
        if (!seen.has(next)) queue.push(next)
        seen.add(next)
      }
    }
  }
  index.closures.set(start, bits)
  return bits
}

function has(bits: Bits, rank: number): boolean {
  return (((bits[rank >>> 5] ?? 0) >>> (rank & 31)) & 1) === 1
}

function add(bits: Bits, rank: number): void {
  bits[rank >>> 5] = (bits[rank >>> 5] ?? 0) | (1 << (rank & 31))
}

function unite(into: Bits, from: Bits): void {
  for (let word = 0; word < into.length; word++) into[word] = (into[word] ?? 0) | (from[word] ?? 0)
}
