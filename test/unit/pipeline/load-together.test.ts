import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TreePackage } from '../../../src/model/index.ts'
import { LoadTogether } from '../../../src/pipeline/load-together.ts'
import { item } from './fakes.ts'

const treeOf = (name: string) => [item(name, { requested: true })]
const namesOf = (packages: readonly TreePackage[]) => packages.map(({ name }) => name).join(' ')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Groups that went into a box; those with one of the guilty have something happen in them. */
function boxes(guilty: readonly string[] = []) {
  const groups: string[] = []
  const together = new LoadTogether((packages) => {
    groups.push(namesOf(packages))
    const happened = packages.some(({ name }) => guilty.includes(name))
    return Promise.resolve(happened ? null : `scan-${groups.length}`)
  })
  return { groups, together }
}

describe('packages that only have to be loaded', () => {
  it('share a box, and wait no longer than a second for company', async () => {
    const { groups, together } = boxes()
    const loads = ['a', 'b', 'c'].map((name) => together.load(treeOf(name)))
    await vi.advanceTimersByTimeAsync(999)
    expect(groups).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(groups).toEqual(['a b c'])
    expect(await Promise.all(loads)).toEqual(Array(3).fill(new Set(['scan-1'])))
  })

  it('do not wait when they are as many as a box takes', async () => {
    const { groups, together } = boxes()
    const loads = Array.from({ length: 33 }, (_, at) => together.load(treeOf(`p${at}`)))
    await loads[0]
    expect(groups.map((one) => one.split(' ').length)).toEqual([32])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await loads[32]).toEqual(new Set())
  })

  it('do not wait when their trees are as large as a box takes', async () => {
    const { groups, together } = boxes()
    const large = (name: string) => [
      ...treeOf(name),
      ...Array.from({ length: 250 }, (_, at) => item(`${name}-${at}`)),
    ]
    await Promise.all([together.load(large('a')), together.load(large('b'))])
    expect(groups).toHaveLength(1)
  })

  it('go into another box where their trees cannot lie side by side', async () => {
    const { groups, together } = boxes()
    const shared = (integrity: string) => item('s', { integrity })
    const loads = [
      together.load([...treeOf('a'), shared('sha512-1')]),
      together.load([...treeOf('b'), shared('sha512-2')]),
      together.load([...treeOf('c'), shared('sha512-2')]),
      together.load([...treeOf('d'), shared('sha512-1')]),
    ]
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(loads)
    expect(groups.sort()).toEqual(['a s d', 'b s c'])
  })

  it('are halved where something happens, until it is alone; a box in which it did tells nothing', async () => {
    const { groups, together } = boxes(['f'])
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const loads = names.map((name) => together.load(treeOf(name)))
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(loads)
    expect(groups).toEqual(['a b c d e f g h', 'a b c d', 'e f g h', 'e f', 'g h'])
    expect(await loads[5]).toEqual(new Set(['scan-2', 'scan-5']))
  })

  it('alone goes its own way', async () => {
    const { groups, together } = boxes()
    const load = together.load(treeOf('a'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await load).toEqual(new Set())
    expect(groups).toEqual([])
  })
})
