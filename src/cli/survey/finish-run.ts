import type { SurveyPlan } from '../../model/survey.ts'
import { print, printJson } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { surveyDisplay } from './display.ts'
import { followSurvey } from './follow.ts'
import type { OpenSurveys } from './open-surveys.ts'
import { exitCodeOfSurvey, runSurvey } from './run.ts'
import type { RunArguments } from './run-options.ts'
import { summaryLines } from './summary.ts'

/** Runs a survey here and says what it came to. */
export async function finishRun({
  surveys,
  plan,
  own,
  given,
}: {
  readonly surveys: OpenSurveys
  readonly plan: SurveyPlan
  readonly own: OwnFlags
  readonly given: RunArguments & { readonly json: boolean }
}): Promise<number> {
  const display = surveyDisplay(given.json)
  const { workers = null, boxes = null } = given
  try {
    const run = { surveys, plan, own, workers, boxes, display }
    const progress = surveys.shared ? await followSurvey({ ...run, work: given.work }) : await runSurvey(run)
    display.end()
    if (given.json) printJson({ plan, progress })
    else print(summaryLines(plan, progress))
    return exitCodeOfSurvey(progress, given.strict)
  } finally {
    display.end()
  }
}
