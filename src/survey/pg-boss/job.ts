import { createHash } from 'node:crypto'
import type { SurveyTarget } from '../../model/survey.ts'
import type { SurveyJob } from '../queue.ts'

/** What is stored with a job: all that a worker needs. */
export interface JobData {
  readonly surveyId: string
  readonly target: SurveyTarget
}

export const ATTEMPTS = 2
/** Jobs whose workers died too often. */
export const LOST = 'lost'

/** A survey has a queue of its own: its partition comes and goes with it. */
export function queueOf(surveyId: string): string {
  return `survey-${surveyId}`
}

/** The same target is the same job, whoever puts it up and however often. */
export function jobId(surveyId: string, position: number): string {
  const hex = createHash('sha256').update(`${surveyId} ${position}`).digest('hex')
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function idOf({ surveyId, target }: SurveyJob): string {
  return jobId(surveyId, target.position)
}
