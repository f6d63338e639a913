import type { SurveyPlan, SurveyResult } from '../../model/survey.ts'

/** The first line: what it is, and the plan. */
export function ndjsonHead(plan: SurveyPlan): string {
  return `${safe({ type: 'survey', schemaVersion: 1, plan })}\n`
}

/** A line for each result, clean ones too. */
export function ndjsonLine(result: SurveyResult): string {
  return `${safe({ type: 'result', ...result })}\n`
}

/** JSON whose text does nothing to a terminal that shows it. */
function safe(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
