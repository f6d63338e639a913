import { describe, expect, it } from 'vitest'
import { csvHead, csvRows } from '../../../../src/report/survey/csv.ts'
import { foundOf, resultOf } from '../../../helpers/survey-results.ts'

/** A strict reader of RFC 4180, so that what is tested is what others read. */
function read(text: string): string[][] {
  const rows: string[][] = []
  let rest = text
  while (rest !== '') {
    const row: string[] = []
    for (;;) {
      const [whole, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(rest) ?? ['', undefined, '']
      row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
      rest = rest.slice(whole.length)
      if (!rest.startsWith(',')) break
      rest = rest.slice(1)
    }
    if (!rest.startsWith('\r\n')) throw new Error(`no end of line at ${JSON.stringify(rest.slice(0, 20))}`)
    rest = rest.slice(2)
    rows.push(row)
  }
  return rows
}

const head = read(csvHead())[0] ?? []
const detailOf = (detail: string) =>
  read(csvRows(resultOf(0, { verdict: 'suspicious', findings: [foundOf('a', { detail })] })))[0]?.[
    head.indexOf('detail')
  ]

describe('csv', () => {
  it.each([
    ['A', 'A'],
    ['a, "b"', 'a, "b"'],
    ['a\r\nb', 'a\\u{d}\\u{a}b'],
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['  =1', "'  =1"],
    ['＝1', "'＝1"],
    ['\t=1', '\\u{9}=1'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['a=1', 'a=1'],
  ])('%j is read as %j', (detail, expected) => {
    expect(detailOf(detail)).toBe(expected)
  })

  it('has a row for each finding, and as many cells in each', () => {
    const result = resultOf(7, {
      verdict: 'suspicious',
      findings: [foundOf('a'), foundOf('b', { port: 443, path: ['x@1', 'b@1'] })],
    })
    const rows = read(csvRows(result))
    expect(rows.map(({ length }) => length)).toEqual([head.length, head.length])
    const cell = (column: string) => rows[1]?.[head.indexOf(column)]
    expect(['target', 'package', 'port', 'path', 'code'].map(cell)).toEqual([
      'package-7',
      'b',
      '443',
      'x@1 > b@1',
      'foreign-lookup',
    ])
  })

  it('has the reason of what is inconclusive, and nothing of what is clean', () => {
    const rows = read(csvRows(resultOf(1, { verdict: 'inconclusive', reason: '=timeout' })))
    expect(rows[0]?.at(-1)).toBe("'=timeout")
    expect(csvRows(resultOf(1))).toBe('')
  })
})
