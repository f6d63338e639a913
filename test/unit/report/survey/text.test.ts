import { describe, expect, it } from 'vitest'
import { width } from '../../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../../src/report/style.ts'
import { SurveyDigest } from '../../../../src/report/survey/digest.ts'
import { ndjsonHead, ndjsonLine } from '../../../../src/report/survey/ndjson.ts'
import { surveyText } from '../../../../src/report/survey/text.ts'
import { dateText, spanText } from '../../../../src/report/survey/words.ts'
import { foundOf, PLAN, resultOf, surveyReportOf } from '../../../helpers/survey-results.ts'
import { EVIL } from '../samples.ts'

const HOSTILE = { ...PLAN, command: EVIL, engine: EVIL, source: { ...PLAN.source, detail: EVIL.repeat(90) } }

function hostile() {
  const digest = new SurveyDigest()
  const findings = [foundOf(EVIL, { host: EVIL, detail: EVIL, path: [EVIL] })]
  digest.add(resultOf(0, { name: EVIL, version: EVIL, verdict: 'suspicious', findings }))
  digest.add(resultOf(1, { verdict: 'inconclusive', reason: EVIL }))
  return digest.finish({ plan: HOSTILE, progress: { state: 'running', total: 3 }, madeAt: EVIL })
}

describe('surveyText', () => {
  it.each([80, 60, 40])('fits %i columns, whoever wrote what is in it', (columns) => {
    for (const report of [surveyReportOf(2_000, 20), hostile()]) {
      const lines = surveyText(report, { columns, style: PLAIN_STYLE })
      expect(lines.filter((line) => width(line) > columns)).toEqual([])
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })

  it('says the numbers', () => {
    const text = surveyText(surveyReportOf(2_000, 100), { columns: 80, style: PLAIN_STYLE })
      .join('\n')
      .replaceAll(/\s+/g, ' ')
    for (const words of [
      'Survey 01JDZX5B8QK3M7N2P4R6S8T0VW state done',
      'names of all-the-package-names@2.0.0, read 2026-01-02 03:00 UTC',
      'at least 1,000 downloads in 6 months (download-counts@1.0.0)',
      '20,000 names in the source',
      '1,996 99.8 % analysed (with a verdict)',
      '18 0.90 % with foreign look-ups or contacts',
      '6 0.30 % binary download',
      'files.example',
      'malicious: credentials sent, unexplained contact',
      '4 0.20 % … could not be resolved: ETARGET',
    ])
      expect(text).toContain(words)
  })

  it('says how far it came when it is not done', () => {
    expect(surveyText(hostile(), { columns: 80, style: PLAIN_STYLE })[1]).toContain('still running: 2 of 3')
  })
})

it.each([
  ['2026-01-02T03:04:05.678Z', '2026-01-02 03:04 UTC'],
  ['whenever', 'whenever'],
])('%s is %s', (iso, text) => {
  expect(dateText(iso)).toBe(text)
})

it('tells a span', () => {
  expect(spanText(0, 1_700_000_000_000)).toBe('1970-01-01 00:00 UTC to 2023-11-14 22:13 UTC')
  expect(spanText(null, null)).toBeNull()
})

it('writes a line for the plan and for each result, harmless to look at', () => {
  const lines = [ndjsonHead(HOSTILE), ndjsonLine(resultOf(0, { name: EVIL }))]
  for (const line of lines) expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { type: 'survey', schemaVersion: 1, plan: HOSTILE },
    { type: 'result', position: 0, name: EVIL },
  ])
})
