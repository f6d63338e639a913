import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import { escapeText } from '../../report/escape.ts'
import { count } from '../../report/survey-line.ts'

/** How far a survey is, and what to type next. */
export function summaryLines(
  plan: SurveyPlan,
  progress: SurveyProgress,
  underWay: number | null = null,
): string[] {
  const { state, total, done, suspicious, malicious, inconclusive } = progress
  const clean = done - suspicious - malicious - inconclusive
  return [
    `survey ${plan.id}  ${state}  ${escapeText(plan.source.kind, 40)} ${escapeText(plan.source.detail, 100)}`,
    `  looked at     ${count(done)} of ${count(total)}`,
    `  nothing found ${count(clean)}`,
    `  suspicious    ${count(suspicious)}`,
    `  malicious     ${count(malicious)}`,
    `  inconclusive  ${count(inconclusive)}`,
    ...(underWay === null ? [] : [underWayLine(underWay)]),
    `  ${nextStep(plan.id, progress)}`,
  ]
}

function underWayLine(underWay: number): string {
  return `  under way     ${underWay === 0 ? '0: no worker has anything of it (dsca worker)' : count(underWay)}`
}

function nextStep(id: string, { state }: SurveyProgress): string {
  switch (state) {
    case 'done':
      return `Report: dsca report ${id}`
    case 'running':
      return `Stop it: dsca survey pause ${id}`
    case 'cancelled':
      return `Report of what there is: dsca report ${id}`
    case 'paused':
    case 'interrupted':
      return `Go on: dsca survey resume ${id}`
  }
}

/** One line for a list of surveys. */
export function surveyRow(plan: SurveyPlan, { state, total, done }: SurveyProgress): string {
  const day = escapeText(plan.startedAt.slice(0, 16).replace('T', ' '), 20)
  return `${plan.id}  ${day}  ${state.padEnd(11)}  ${count(done)}/${count(total)}  ${escapeText(plan.source.detail, 60)}`
}
