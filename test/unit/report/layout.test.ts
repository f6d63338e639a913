import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, pad, rowLines, usableColumns, width, wrap } from '../../../src/report/layout.ts'

describe('wrap', () => {
  it.each([
    ['a b c', 10, ['a b c']],
    ['aaa bbb ccc', 7, ['aaa bbb', 'ccc']],
    ['https://long.example/x', 10, ['https://lo', 'ng.example', '/x']],
    ['at https://long.example/x', 10, ['at', 'https://lo', 'ng.example', '/x']],
    ['例例例', 4, ['例例', '例']],
    ['', 5, ['']],
  ])('%j at %i', (text, columns, lines) => {
    expect(wrap(text, columns)).toEqual(lines)
  })

  it('loses nothing and never exceeds the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

it.each([
  [cut('abc', 3), 'abc'],
  [cut('abcd', 3), 'ab…'],
  [cut('ab cd', 4), 'ab…'],
  [cut('例例例', 4), '例…'],
  [cut('abc', 1), '…'],
  [cut('abc', 0), ''],
  [pad('a', 3), 'a  '],
  [pad('例', 3), '例 '],
  [pad('abcd', 3), 'abcd'],
])('cut and pad: %s', (text, expected) => {
  expect(text).toBe(expected)
})

it.each([
  [80, 80],
  [60, 60],
  [200, 80],
  [10, 40],
  [0, 80],
  [Number.NaN, 80],
])('of %i columns %i are used', (columns, used) => {
  expect(usableColumns(columns)).toBe(used)
})

it('sets the label once and keeps the values in their column', () => {
  expect(rowLines({ label: 'looks up', values: ['one two', 'three'] }, 24, (label) => label)).toEqual([
    '    looks up       one',
    '                   two',
    '                   three',
  ])
})
