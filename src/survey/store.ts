import type { SurveyPlan, SurveyProgress, SurveyResult, SurveyState, SurveyTarget } from '../model/survey.ts'

/**
 * What a survey is about and what came out of it. It says which targets have no result yet, so that a survey goes on
 * after a kill without repeating or losing one; who works on which is the queue's business.
 */
export interface SurveyStore extends AsyncDisposable {
  /** Words for the user: a path or a database's address without its password. */
  readonly place: string
  /** The plan with all its targets, in one transaction, however many they are. */
  create(plan: SurveyPlan, targets: Iterable<SurveyTarget> | AsyncIterable<SurveyTarget>): Promise<void>
  /** Newest first. */
  surveys(): Promise<readonly { readonly plan: SurveyPlan; readonly progress: SurveyProgress }[]>
  /** By id or an unambiguous beginning of it; null when there is none. */
  survey(id: string): Promise<{ readonly plan: SurveyPlan; readonly progress: SurveyProgress } | null>
  setState(id: string, state: SurveyState): Promise<void>
  state(id: string): Promise<SurveyState>
  /** Targets without a result, in order, from this position on. */
  waiting(id: string, from: number, limit: number): Promise<readonly SurveyTarget[]>
  target(id: string, position: number): Promise<SurveyTarget | null>
  /** Once for each target: the first result of a position stays. Says whether this one was it. */
  finish(id: string, result: SurveyResult): Promise<boolean>
  /** In order, a page at a time: millions do not fit into memory. */
  results(id: string): AsyncIterableIterator<SurveyResult>
}
