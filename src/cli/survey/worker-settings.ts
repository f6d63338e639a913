import type { SurveyPlan } from '../../model/survey.ts'
import type { OwnFlags } from '../own-flags.ts'
import type { WorkerSettings } from './messages.ts'

/** How this survey is looked at here: what is part of the survey is the plan's, the rest this machine's. */
export function workerSettings(plan: SurveyPlan, own: OwnFlags): WorkerSettings {
  return {
    surveyId: plan.id,
    own: { ...own, timeout: plan.timeoutSeconds, engine: engineOf(plan, own) },
    imports: plan.imports,
    command: plan.command,
  }
}

/** It goes on in the engine that it began with, unless another is asked for. */
function engineOf({ engine }: SurveyPlan, own: OwnFlags): OwnFlags['engine'] {
  return own.engine === 'auto' && (engine === 'bubblewrap' || engine === 'docker') ? engine : own.engine
}
