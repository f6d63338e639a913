import { expect, it } from 'vitest'
import { EXPLAINED } from '../../../src/report/explain/lookup.ts'
import { explanationLines, explanationList } from '../../../src/report/explain-text.ts'
import { width } from '../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

it.each([80, 60])('at %i columns every line fits, and nothing is lost', (columns) => {
  const options = { columns, style: PLAIN_STYLE }
  const list = explanationList(options)
  for (const { code } of EXPLAINED) expect(list.join('\n')).toMatch(new RegExp(`^  ${code} +\\S`, 'm'))
  const lines = [...list, ...EXPLAINED.flatMap((one) => explanationLines(one, options))]
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
})

it('says what it means, what causes it and what to do', () => {
  const [one] = EXPLAINED.filter(({ code }) => code === '103')
  const text = one === undefined ? '' : explanationLines(one, { columns: 80, style: PLAIN_STYLE }).join('\n')
  expect(text).toMatch(/^exit code 103: no sandbox works here\n\nwhat it means\n {2}\S/)
  expect(text).toMatch(/\n\nwhat usually causes it\n {2}\S[\s\S]*\n\nwhat to do\n {2}\S/)
  expect(text).toContain('dsca doctor')
})
