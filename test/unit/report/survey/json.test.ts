import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { SurveyDigest } from '../../../../src/report/survey/digest.ts'
import { renderSurveyJson } from '../../../../src/report/survey/json.ts'
import { SURVEY_KINDS } from '../../../../src/report/survey/kind.ts'
import { foundOf, PLAN, resultOf, surveyReportOf } from '../../../helpers/survey-results.ts'
import { EVIL } from '../samples.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../../docs/schema/survey.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema)

function problems(value: unknown): string[] {
  validate(value)
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword}`)
}

function reportOf(...results: ReturnType<typeof resultOf>[]) {
  const digest = new SurveyDigest()
  for (const result of results) digest.add(result)
  const plan = {
    ...PLAN,
    filter: { ...PLAN.filter, downloads: null, sample: { size: 9, seed: 1 }, limit: 3 },
  }
  return digest.finish({ plan, progress: { state: 'paused', total: 9 }, madeAt: PLAN.startedAt })
}

const hostile = reportOf(
  resultOf(0, {
    name: EVIL,
    verdict: 'suspicious',
    findings: [foundOf(EVIL, { host: EVIL, address: EVIL })],
  }),
  resultOf(1, { version: null, verdict: 'inconclusive', reason: EVIL, scanIds: [EVIL] }),
)

describe('the JSON of a survey', () => {
  it.each([
    ['seeded', surveyReportOf(2_000, 20)],
    ['empty', reportOf()],
    ['hostile', hostile],
  ])('%s: is what the schema says, and loses nothing', (_what, report) => {
    const text = renderSurveyJson(report)
    expect(problems(JSON.parse(text))).toEqual([])
    expect(JSON.parse(text)).toEqual(report)
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  })

  it.each([
    [['schemaVersion'], 2, '/schemaVersion const'],
    [['surprise'], 1, ' additionalProperties'],
    [['totals', 'foreign'], -1, '/totals/foreign minimum'],
    [['results', 0, 'verdict'], 'fine', '/results/0/verdict enum'],
    [['evidence', 0, 'findings', 0, 'code'], 'odd', '/evidence/0/findings/0/code enum'],
    [['survey', 'source', 'kind'], 'guess', '/survey/source/kind enum'],
    [['madeAt'], 'today', '/madeAt pattern'],
  ])('%j = %j is refused by the schema', (path, value, problem) => {
    const copy = JSON.parse(renderSurveyJson(surveyReportOf(200, 20)))
    let place = copy
    for (const step of path.slice(0, -1)) place = place[step]
    place[path.at(-1) ?? ''] = value
    expect(problems(copy)).toContain(problem)
  })

  it('names its kinds in the schema, in their order', () => {
    expect(schema.$defs.kind.enum).toEqual(SURVEY_KINDS)
  })
})
