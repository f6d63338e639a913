import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameCovers, nameMatches } from '../../../src/policy/glob.ts'

const CASES: readonly (readonly [pattern: string, name: string, matches: boolean])[] = [
  ['*', 'a', true],
  ['*', '@s/a', true],
  ['a', 'a', true],
  ['a', 'A', false],
  ['a', 'ab', false],
  ['a*', 'a', true],
  ['a*', 'ab', true],
  ['a*', 'ba', false],
  ['a*', 'a/b', false],
  ['A*', 'ab', false],
  ['*a', 'ba', true],
  ['*a', '@s/a', false],
  ['*-cli', 'x-cli', true],
  ['*-cli', '-cli', true],
  ['*-cli', 'x-cli-y', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'axbxc', true],
  ['a*b*c', 'acb', false],
  ['a*b*c', 'abbc', true],
  ['@s/*', '@s/a', true],
  ['@s/*', '@s/', true],
  ['@s/*', '@s/a/b', false],
  ['@s/*', '@st/a', false],
  ['@s/*', '@S/a', false],
  ['@s/*', '@s', false],
  ['@s/*', 's/a', false],
  ['@s*', '@s/a', false],
  ['@s/a-*', '@s/a-b', true],
  ['@s/a-*', '@s/b', false],
  ['constructor', 'constructor', true],
  ['constructor', 'toString', false],
  ['__proto__', '__proto__', true],
  ['__*', '__proto__', true],
  ['.*', 'a', false],
  ['a.b', 'axb', false],
  ['bücher*', 'bücher', true],
  ['left-*', 'left‐pad', false], // another hyphen
]

describe('a pattern of names', () => {
  for (const [pattern, name, matches] of CASES)
    it(`${pattern} ${matches ? 'is' : 'is not'} ${name}`, () =>
      expect(nameMatches(pattern, name)).toBe(matches))

  it('costs no time, whatever it is', () => {
    const began = performance.now()
    expect(nameMatches(`${'a*'.repeat(100)}b`, 'a'.repeat(10_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  })
})

const COVERS: readonly (readonly [pattern: string, other: string, covers: boolean])[] = [
  ['*', '*', true],
  ['*', '@s/*', true],
  ['a*', '*', false],
  ['a*', 'ab*', true],
  ['a*', 'a', true],
  ['ab*', 'a*', false],
  ['@s/*', '@s/a-*', true],
  ['a', 'a*', false],
]

describe('a pattern that covers another', () => {
  for (const [pattern, other, covers] of COVERS)
    it(`${pattern} ${covers ? 'covers' : 'does not cover'} ${other}`, () =>
      expect(nameCovers(pattern, other)).toBe(covers))

  it('is true of whatever the other is true of', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/'), maxLength: 5 })
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 })
    fc.assert(
      fc.property(text, text, name, (pattern, other, one) => {
        fc.pre(!pattern.includes('**') && !other.includes('**') && other !== '*')
        if (nameCovers(pattern, other) && nameMatches(other, one))
          expect(nameMatches(pattern, one)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
