import { describe, expect, it } from 'vitest'
import { MergedTree } from '../../../src/tree/merged-tree.ts'
import { item } from '../pipeline/fakes.ts'

const a = item('a', { requested: true, dependencies: ['node_modules/s'] })
const b = item('b', { requested: true, dependencies: ['node_modules/s'] })
const s = item('s', { path: ['a@1.0.0', 's@1.0.0'] })

describe('trees in one', () => {
  it('share what they have in common', () => {
    const merged = new MergedTree()
    expect([merged.add([a, s]), merged.add([b, s])]).toEqual([true, true])
    expect(merged.packages).toEqual([a, s, b])
    expect(merged.size).toBe(3)
  })

  it('keep what was asked for as that, whoever else depends on it', () => {
    const merged = new MergedTree()
    const asked = item('s', { requested: true })
    merged.add([a, s])
    merged.add([asked])
    merged.add([b, s])
    expect(merged.packages).toEqual([a, asked, b])
  })

  it.each([
    ['other bytes', { integrity: 'sha512-other' }],
    ['another version', { version: '2.0.0' }],
    ['another name', { name: 'alias' }],
    ['other dependencies', { dependencies: ['node_modules/t'] }],
    ['another bundler', { bundledIn: 'node_modules/z' }],
    ['nothing that says which bytes', { integrity: null }],
  ])('take nothing of a tree that has %s in the same place', (_, change) => {
    const merged = new MergedTree()
    merged.add([a, s])
    expect(merged.add([b, { ...s, ...change }])).toBe(false)
    expect(merged.packages).toEqual([a, s])
  })
})
