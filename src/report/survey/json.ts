import { terminalSafeJson } from '../json.ts'
import type { SurveyReport } from './survey-report.ts'

/** The keys of docs/schema/survey.schema.json, in its order. */
export function renderSurveyJson(report: SurveyReport): string {
  return terminalSafeJson(report)
}
