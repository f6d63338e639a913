import { describe, expect, it } from 'vitest'
import { createScanId } from '../../../src/shared/ulid.ts'

const bytes = (value: number) => (count: number) => new Uint8Array(count).fill(value)

/** The first is the example of the specification: 1469918176385 is 01ARYZ6S41. */
const CASES: readonly (readonly [now: number, random: number, id: string])[] = [
  [1_469_918_176_385, 0, '01ARYZ6S410000000000000000'],
  [0, 0xff, '0000000000ZZZZZZZZZZZZZZZZ'],
  [2 ** 48 - 1, 1, '7ZZZZZZZZZ'],
]

describe('createScanId', () => {
  for (const [now, random, id] of CASES) {
    it(`${now} begins with ${id.slice(0, 10)}`, () => {
      expect(createScanId(now, bytes(random)).slice(0, id.length)).toBe(id)
      expect(createScanId(now, bytes(random))).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
    })
  }

  it('sorts by time, whatever the chance', () => {
    const ids = [1, 31, 32, 1_023, 1_024, 10 ** 12, 10 ** 12 + 1].map((now, i) =>
      createScanId(now, bytes(255 - i)),
    )
    expect([...ids].sort()).toEqual(ids)
  })

  it('uses all 80 bits of the chance', () => {
    const ids = Array.from({ length: 80 }, (_, bit) =>
      createScanId(0, (count) => new Uint8Array(count).map((__, i) => (i === bit >> 3 ? 1 << (bit & 7) : 0))),
    )
    expect(new Set(ids).size).toBe(80)
  })
})
