import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import type { SurveyStore } from '../../survey/store.ts'
import { UsageError } from '../error.ts'

export interface FoundSurvey {
  readonly plan: SurveyPlan
  readonly progress: SurveyProgress
}

/** The survey by its id or the beginning of it; without one, the newest. */
export async function findSurvey(store: SurveyStore, id: string | undefined): Promise<FoundSurvey> {
  const found = id === undefined ? (await store.surveys())[0] : await store.survey(id)
  if (found) return found
  throw new UsageError(
    id === undefined ? 'there is no survey yet' : `there is no survey ${id}`,
    id === undefined ? 'dsca survey start FILE' : 'dsca survey list has them all',
  )
}
