import { expect, it } from 'vitest'
import { PackumentCache } from '../../../src/npm/packument-cache.ts'

const packument = (versions: number) => ({
  versions: Object.fromEntries(Array.from({ length: versions }, (_, n) => [`${n}.0.0`, {}])),
})

it('keeps what was used last, within its bounds', () => {
  const cache = new PackumentCache()
  for (let n = 0; n < 100; n++) {
    cache.set(`p${n}`, packument(999))
    cache.get('p0')
  }
  expect(cache.has('p0')).toBe(true)
  expect(cache.has('p1')).toBe(false)
  expect(cache.has('p99')).toBe(true)
  expect(Array.from({ length: 100 }, (_, n) => cache.has(`p${n}`)).filter(Boolean)).toHaveLength(60)
})

it('keeps none that would take the room of all others', () => {
  const cache = new PackumentCache()
  cache.set('huge', packument(5_000))
  expect(cache.has('huge')).toBe(false)
  expect(cache.get('huge')).toBeUndefined()
})
