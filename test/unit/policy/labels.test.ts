import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSubdomain, labelsOf } from '../../../src/policy/labels.ts'

const CASES: readonly (readonly [name: string, labels: readonly string[]])[] = [
  ['', []],
  ['a', ['a']],
  ['a.b.example', ['a', 'b', 'example']],
  ['a\\.b.example', ['a\\.b', 'example']],
  ['a\\\\.b', ['a\\\\', 'b']],
  ['a\\046b.c', ['a\\046b', 'c']],
]

describe('labelsOf', () => {
  for (const [name, labels] of CASES) it(name || 'the root', () => expect(labelsOf(name)).toEqual(labels))
})

/** RFC 1035 and 4343: what a decoder makes of a label's bytes. */
function escapeLabel(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      if (/[a-z0-9_-]/.test(char)) return char
      return char === '.' || char === '\\' ? `\\${char}` : `\\${String(byte).padStart(3, '0')}`
    })
    .join('')
}

it('is a sub-domain exactly when its labels are, whatever bytes they hold', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 8 }).map(escapeLabel)
  const plain = fc.constantFrom('x', 'example', 'y')
  fc.assert(
    fc.property(fc.array(fc.oneof(label, plain), { minLength: 1, maxLength: 5 }), (labels) => {
      const expected = labels.length > 2 && labels.at(-1) === 'example' && labels.at(-2) === 'x'
      expect(labelsOf(labels.join('.'))).toEqual(labels)
      expect(isSubdomain(labels.join('.'), 'x.example')).toBe(expected)
    }),
  )
})
