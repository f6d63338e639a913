import type { SurveyImports, SurveyTarget } from '../../model/survey.ts'
import type { Looked } from '../../pipeline/survey-result.ts'
import type { OwnFlags } from '../own-flags.ts'

/** What a worker process needs to know of its survey. */
export interface WorkerSettings {
  readonly surveyId: string
  readonly own: OwnFlags
  readonly imports: SurveyImports
  /** Kept with each scan in the history. */
  readonly command: string
}

export interface LookAnswer extends Looked {
  readonly milliseconds: number
}

export type ToWorker =
  | { readonly kind: 'settings'; readonly settings: WorkerSettings }
  | { readonly kind: 'look'; readonly id: number; readonly target: SurveyTarget }
  | { readonly kind: 'entered'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'ready' }
  /** It cannot work at all: `text` and `hint` say why. */
  | { readonly kind: 'unable'; readonly text: string; readonly hint: string; readonly code: string }
  | { readonly kind: 'looked'; readonly id: number; readonly answer: LookAnswer }
  | { readonly kind: 'enter'; readonly id: number; readonly keys: readonly string[] }
  | { readonly kind: 'leave'; readonly id: number }
