import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SurveyPlan } from '../../../../../src/model/survey.ts'
import { SurveyDigest } from '../../../../../src/report/survey/digest.ts'
import { renderSurveyHtml } from '../../../../../src/report/survey/html/page.ts'
import { foundOf, PLAN, resultOf, surveyReportOf, watchedOf } from '../../../../helpers/survey-results.ts'
import { ATTACKS, elements } from '../../attacks.ts'

/** A survey in which everything that comes from outside is this text. */
function hostile(text: string) {
  const plan: SurveyPlan = {
    ...PLAN,
    ...{
      id: text,
      startedAt: text,
      command: text,
      platform: text,
      sensor: text,
      npm: text,
      node: text,
      engine: text,
    },
    source: { kind: 'file', detail: text, readAt: text, total: 9 },
    filter: { ...PLAN.filter, downloads: { kind: 'file', detail: text }, since: text },
  }
  const digest = new SurveyDigest()
  const { result, report } = watchedOf(0, text, {
    host: text,
    requests: [{ method: text, url: text, bodyLength: 9, bodyStart: text }],
    findings: [{ host: text, detail: text, protocol: text, address: text, path: ['a', text] }],
  })
  const capture = { ...report.capture, path: text }
  const queries = report.queries.map((query) => ({ ...query, type: text }))
  const runs = report.runs.map((run) => ({ ...run, command: text, signal: text }))
  digest.add({ ...result, version: text }, [{ ...report, id: text, capture, queries, runs }])
  digest.add(
    resultOf(1, { name: text, version: text, verdict: 'inconclusive', reason: text, scanIds: [text] }),
  )
  // So many that some are only in the data for the script.
  for (let n = 2; n < 60; n += 1)
    digest.add(
      resultOf(n, { name: text, verdict: 'suspicious', findings: [foundOf(`${n}${text}`, { host: text })] }),
    )
  return digest.finish({ plan, progress: { state: 'running', total: 99 }, madeAt: text })
}

/** What the script makes elements of, beside what is there already. */
function dataOf(page: string) {
  const text = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
  return JSON.parse(text) as { cards: Record<string, string>; tables: Record<string, { rows: unknown[][] }> }
}

describe('renderSurveyHtml', () => {
  it.each(ATTACKS)('makes no element, attribute or control character of attack %#', (attack) => {
    const page = renderSurveyHtml(hostile(attack))
    const plain = renderSurveyHtml(hostile('harmless'))
    expect([...elements(page)]).toEqual([...elements(plain)])
    expect(page.match(/</g)?.length).toBe(plain.match(/</g)?.length)
    const cards = Object.values(dataOf(page).cards)
    expect(cards.length).toBeGreaterThan(20)
    const harmless = Object.values(dataOf(plain).cards)
    expect(cards.map((card) => card.match(/</g)?.length)).toEqual(
      harmless.map((card) => card.match(/</g)?.length),
    )
    const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
    expect(page).not.toMatch(invisible)
    expect(JSON.stringify(dataOf(page).tables)).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(
      Object.values(dataOf(page).tables)
        .flatMap(({ rows }) => rows)
        .flat(2)
        .map(String)
        .join(''),
    ).not.toMatch(invisible)
    expect(page.length).toBeLessThan(400_000)
  })

  it('allows the one style and the one script that it holds, and no network', () => {
    const page = renderSurveyHtml(surveyReportOf(500, 20))
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
    for (const kind of ['style', 'script']) {
      const text = new RegExp(`<${kind}>([\\s\\S]*?)</${kind}>`).exec(page)?.[1] ?? ''
      const hash = createHash('sha256').update(text).digest('base64')
      expect(policy).toContain(`${kind}-src 'sha256-${hash}'`)
    }
    expect(policy).toMatch(/^default-src 'none';/)
    const bare = page.replaceAll(/<script[\s\S]*?<\/script>/g, '')
    expect(bare).not.toMatch(/ style="| on[a-z]+="|src=/)
    expect([...bare.matchAll(/href="([^"]*)"/g)].every(([, target]) => target?.startsWith('#'))).toBe(true)
  })

  it('is the same page for the same survey, and says so when there is nothing', () => {
    expect(renderSurveyHtml(surveyReportOf(500, 20))).toBe(renderSurveyHtml(surveyReportOf(500, 20)))
    const page = renderSurveyHtml(
      new SurveyDigest().finish({ plan: PLAN, progress: { state: 'running', total: 0 }, madeAt: '' }),
    )
    for (const words of [
      'Nothing has been analysed yet',
      'Nothing but the registry',
      'each package has a verdict',
      'still running: 0 of 0',
    ])
      expect(page).toContain(words)
  })

  it('says that a part is a part', () => {
    expect(renderSurveyHtml(hostile('a'))).toContain('All numbers are of this part.')
  })
})
