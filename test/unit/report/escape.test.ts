import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeText } from '../../../src/report/escape.ts'

const ROWS: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['plain', 'metrics.left-padd.example', 'metrics.left-padd.example'],
  ['empty', '', ''],
  ['letters of other scripts', 'größe 例 🙂', 'größe 例 🙂'],
  ['newline', 'a\nb', 'a\\x0ab'],
  ['carriage return and tab', 'a\r\tb', 'a\\x0d\\x09b'],
  ['NUL', '\0', '\\x00'],
  ['CSI', '\x1b[31mred', '\\x1b[31mred'],
  ['OSC', '\x1b]0;title\x07', '\\x1b]0;title\\x07'],
  ['DEL', '\x7f', '\\x7f'],
  ['C1 CSI', '\x9b2J', '\\x9b2J'],
  ['no-break space', 'a\u00a0b', 'a\\xa0b'],
  ['soft hyphen', 'a\u00adb', 'a\\xadb'],
  ['right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
  ['isolate', '\u2066', '\\u{2066}'],
  ['Arabic letter mark', '\u061c', '\\u{61c}'],
  ['zero-width space', 'a\u200bb', 'a\\u{200b}b'],
  ['byte order mark', '\ufeff', '\\u{feff}'],
  ['line separator', '\u2028', '\\u{2028}'],
  ['Hangul filler', '\u3164', '\\u{3164}'],
  ['tag character', '\u{e0041}', '\\u{e0041}'],
  ['combining marks', 'a\u0301', 'a\\u{301}'],
  ['lone high surrogate', 'a\ud83db', 'a\\u{d83d}b'],
  ['lone low surrogate', '\ude42', '\\u{de42}'],
]

describe('escapeText', () => {
  it.each(ROWS)('%s', (_what, text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  it.each([
    ['fits exactly', 'abcd', 4, 'abcd'],
    ['one too many', 'abcde', 4, 'abc…'],
    ['not inside an escape', 'ab\x1bcd', 4, 'ab…'],
    ['an escape that fits exactly', '\x1b', 4, '\\x1b'],
    ['an escape that does not fit', '\x1b', 3, '…'],
    ['not inside a pair', 'ab🙂🙂', 4, 'ab…'],
    ['a pair that fits', '🙂🙂', 4, '🙂🙂'],
    ['one', 'abc', 1, '…'],
    ['none', 'abc', 0, ''],
  ] as const)('cuts: %s', (_what, text, length, shown) => {
    expect(escapeText(text, length)).toBe(shown)
  })

  it('does not read on when a megabyte comes', () => {
    expect(escapeText('\x1b'.repeat(1_000_000), 12)).toBe('\\x1b\\x1b…')
  })

  it('never lets a control, a bidi character or half a pair out, and is bounded', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
    )
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 80 }), (text, length) => {
        const shown = escapeText(text, length)
        expect(shown.length).toBeLessThanOrEqual(length)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
        expect(escapeText(shown, shown.length)).toBe(shown)
      }),
      { numRuns: 2000 },
    )
  })
})
