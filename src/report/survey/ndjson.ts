import { SURVEY_SCHEMA_VERSION, type SurveyPlan, type SurveyResult } from '../../model/survey.ts'
import { terminalSafeJsonLine } from '../json.ts'

/** The first line: what it is, and the plan. */
export function ndjsonHead(plan: SurveyPlan): string {
  return terminalSafeJsonLine({ type: 'survey', schemaVersion: SURVEY_SCHEMA_VERSION, plan })
}

/** A line for each result, clean ones too. */
export function ndjsonLine(result: SurveyResult): string {
  return terminalSafeJsonLine({ type: 'result', ...result })
}
