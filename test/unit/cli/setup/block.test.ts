import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasBlock, insertBlock, removeBlock } from '../../../../src/cli/setup/block.ts'

const LINES = ['if [ -r x ]; then', '  . x', 'fi']
const BLOCK = insertBlock('', LINES)
const [BEGIN = '', END = ''] = [BLOCK.split('\n')[0], BLOCK.trimEnd().split('\n').at(-1)]

describe('insertBlock, then removeBlock', () => {
  // Any bytes, and among them pieces of our own block, whole lines and both kinds of ends.
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString('latin1')),
    fc.constantFrom('\n', '\r\n', '\r', BEGIN, END, `${BEGIN}\n`, `${END}\n`, `${END}\r\n`, 'alias npm=x\n'),
  )
  const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  it('gives the same bytes, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(removeBlock(insertBlock(text, LINES))).toBe(removeBlock(text))
        if (!hasBlock(text)) expect(removeBlock(insertBlock(text, LINES))).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('is there once, and last, however often it is inserted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = insertBlock(text, LINES)
        expect(hasBlock(once)).toBe(true)
        expect(once.endsWith(BLOCK.slice(BLOCK.indexOf('\n')))).toBe(true)
        expect(insertBlock(once, LINES)).toBe(once)
      }),
    )
  })

  it('leaves what was written around it meanwhile', () => {
    fc.assert(
      fc.property(anyText, anyText, (above, below) => {
        fc.pre(![above, below, above + below].some((text) => text.includes('safe-npm setup')))
        const edited = insertBlock(above, LINES) + below
        const end = above === '' || above.endsWith('\n') || below === '' ? '' : '\n'
        expect(removeBlock(edited)).toBe(above + end + below)
      }),
    )
  })
})

it.each([
  ['nothing', '', ''],
  ['no final newline', 'export A=1', 'export A=1'],
  ['CRLF', 'a\r\nb\r\n', 'a\r\nb\r\n'],
  ['half a block: only the beginning', `a\n${BEGIN}\nb\n`, `a\n${BEGIN}\nb\n`],
  ['half a block: only the end', `a\n${END}\nb\n`, `a\n${END}\nb\n`],
  [
    'a block that an editor gave other line ends',
    `a\r\n${BLOCK.replaceAll('\n', '\r\n')}b\r\n`,
    'a\r\nb\r\n',
  ],
  ['a block whose lines somebody changed', `a\n${BEGIN}\nmine\n${END}\nb\n`, 'a\nb\n'],
  ['a block of a later version', `a\n${BEGIN.replace('1', '27')}\nx\n${END}\n`, 'a\n'],
  ['two blocks', `${BLOCK}a\n${BLOCK}`, 'a\n'],
  ['a marker inside a line', `echo "${BEGIN}"\n${END} x\n`, `echo "${BEGIN}"\n${END} x\n`],
])('removeBlock: %s', (_what, text, rest) => {
  expect(removeBlock(text)).toBe(rest)
})

it('writes a path as UTF-8 into a file that is read as bytes', () => {
  const text = insertBlock('', ["'/home/zoë/init.sh'"])
  expect(Buffer.from(text, 'latin1').toString('utf8')).toContain("'/home/zoë/init.sh'")
})
