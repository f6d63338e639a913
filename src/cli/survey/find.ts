import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import type { SurveyStore } from '../../survey/store.ts'
import { UsageError } from '../error.ts'
import type { OpenSurveys } from './open-surveys.ts'

export interface FoundSurvey {
  readonly plan: SurveyPlan
  readonly progress: SurveyProgress
}

/** With what is true of those that are stored as running. */
export interface ToldSurvey extends FoundSurvey {
  readonly underWay: number | null
}

/** As it is, for whoever asks: not all that is stored as running runs. */
export async function tellSurvey(surveys: OpenSurveys, id: string | undefined): Promise<ToldSurvey> {
  return told(surveys, await findSurvey(surveys.store, id))
}

/** All, newest first. */
export async function tellSurveys(surveys: OpenSurveys): Promise<readonly ToldSurvey[]> {
  return Promise.all((await surveys.store.surveys()).map((found) => told(surveys, found)))
}

async function told(surveys: OpenSurveys, { plan, progress }: FoundSurvey): Promise<ToldSurvey> {
  if (progress.state !== 'running') return { plan, progress, underWay: null }
  const { gone, underWay } = await surveys.working(plan.id)
  if (gone) return { plan, progress: { ...progress, state: 'interrupted' }, underWay }
  return { plan, progress: { ...progress, running: underWay ?? 0 }, underWay }
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
