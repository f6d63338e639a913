import { expect, test } from 'vitest'
import { fuzz } from '../../fuzz/fuzz.ts'

// A few seconds of what `npm run fuzz` does for hours: docs/fuzzing.md.
test.each([1, 2])('decoders keep their promises on mutated input, seed %i', (seed) => {
  expect(fuzz({ inputs: 40_000, seed })).toBeGreaterThan(10_000)
})

test('the same seed is the same input', () => {
  expect(fuzz({ inputs: 500, seed: 7 })).toBe(fuzz({ inputs: 500, seed: 7 }))
})
