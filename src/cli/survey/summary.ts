import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import { escapeText } from '../../report/escape.ts'
import { count } from '../../report/survey-line.ts'

/** How far a survey is, and what to type next. */
export function summaryLines(plan: SurveyPlan, progress: SurveyProgress): string[] {
  const { state, total, done, suspicious, malicious, inconclusive } = progress
  const clean = done - suspicious - malicious - inconclusive
  return [
    `survey ${plan.id}  ${state}  ${escapeText(plan.source.kind, 40)} ${escapeText(plan.source.detail, 100)}`,
    `  looked at     ${count(done)} of ${count(total)}`,
    `  nothing found ${count(clean)}`,
    `  suspicious    ${count(suspicious)}`,
    `  malicious     ${count(malicious)}`,
    `  inconclusive  ${count(inconclusive)}`,
    ...(state === 'done' ? [`  Report: dsca report ${plan.id}`] : [`  Go on: dsca survey resume ${plan.id}`]),
  ]
}

/** One line for a list of surveys. */
export function surveyRow(plan: SurveyPlan, { state, total, done }: SurveyProgress): string {
  const day = escapeText(plan.startedAt.slice(0, 16).replace('T', ' '), 20)
  return `${plan.id}  ${day}  ${state.padEnd(9)}  ${count(done)}/${count(total)}  ${escapeText(plan.source.detail, 60)}`
}
