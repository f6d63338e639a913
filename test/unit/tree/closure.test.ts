import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TreePackage } from '../../../src/model/index.ts'
import { closureHash } from '../../../src/tree/closure.ts'

const sha256hex = (text: string) => createHash('sha256').update(text).digest('hex')

/** `a`, or `a@2` for another version, or `a!` for other bytes; below it what it depends on. */
function treeOf(tree: Readonly<Record<string, readonly string[]>>): readonly TreePackage[] {
  return Object.entries(tree).map(([location, dependencies]) => {
    const [name = '', version = '1'] = location.replace(/^.*\//, '').replace('!', '').split('@')
    return {
      name,
      version,
      integrity: `sha512-${name}${version}${location.includes('!') ? 'other' : ''}`,
      location,
      resolved: null,
      source: 'registry',
      direct: false,
      requested: false,
      optional: false,
      path: [],
      dependencies,
      claimsScripts: null,
      bundledIn: null,
    }
  })
}

const hash = (tree: Readonly<Record<string, readonly string[]>>, location = 'a') =>
  closureHash(treeOf(tree), location, sha256hex)
const base = { a: ['b'], b: ['c'], c: [], z: [] }

const CASES: readonly (readonly [
  name: string,
  tree: Readonly<Record<string, readonly string[]>>,
  same: boolean,
])[] = [
  ['the same tree', base, true],
  ['in another order', { z: [], c: [], b: ['c'], a: ['b'] }, true],
  ['something else beside it', { ...base, y: ['a'] }, true],
  ['hoisted elsewhere', { a: ['a/b'], 'a/b': ['c'], c: [] }, true],
  ['twice the same bytes', { a: ['b', 'a/c'], b: ['c'], c: [], 'a/c': [] }, true],
  ['reached by another way', { a: ['b', 'c'], b: [], c: [] }, true],
  ['a dependency that is not in the tree', { ...base, c: ['gone'] }, true],
  ['a dependency more', { ...base, c: ['z'] }, false],
  ['a dependency less', { ...base, b: [] }, false],
  ['another version deep down', { a: ['b'], b: ['c@2'], 'c@2': [] }, false],
  ['other bytes deep down', { a: ['b'], b: ['c!'], 'c!': [] }, false],
]

describe('closureHash', () => {
  for (const [name, tree, same] of CASES) {
    it(`${name}: ${same ? 'the same' : 'another'}`, () => {
      expect(hash(tree) === hash(base)).toBe(same)
    })
  }

  it('holds for every member of a cycle', () => {
    const cycle = treeOf({ a: ['b'], b: ['c'], c: ['a'], d: ['b'] })
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((location) => closureHash(cycle, location, sha256hex))
    expect([b, c]).toEqual([a, a])
    expect(d).not.toBe(a)
  })

  it('tells where the bytes come from when they have no integrity', () => {
    const [one] = treeOf({ a: [] })
    if (one === undefined) throw new Error('no package')
    const at = (resolved: string) => closureHash([{ ...one, integrity: null, resolved }], 'a', sha256hex)
    expect(at('git+https://code.example/a#1')).not.toBe(at('git+https://code.example/a#2'))
  })

  it('does not depend on what was asked before, whatever the tree', () => {
    const edges = fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(edges, fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), (graph, order) => {
        const tree = Object.fromEntries(graph.map((to, from) => [`p${from}`, to.map((n) => `p${n}`)]))
        const asked = treeOf(tree)
        for (const n of order) {
          expect(closureHash(asked, `p${n}`, sha256hex)).toBe(closureHash(treeOf(tree), `p${n}`, sha256hex))
        }
      }),
    )
  })

  it('is quick for a large tree in which everything needs everything after it', () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `p${n}`)
    const tree = treeOf(Object.fromEntries(names.map((name, n) => [name, names.slice(n + 1, n + 6)])))
    const started = performance.now()
    const hashes = new Set(names.map((name) => closureHash(tree, name, sha256hex)))
    expect(hashes.size).toBe(2_000)
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
