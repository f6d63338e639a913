import type { Argv, CommandModule } from 'yargs'
import type { SurveyState } from '../../model/survey.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import type { OpenSurveys } from '../survey/open-surveys.ts'

interface Arguments extends GlobalArguments {
  readonly survey: string
}

export const surveyPauseCommand = changing('pause', 'paused', 'Stop a survey that runs; resume goes on')
export const surveyCancelCommand = changing('cancel', 'cancelled', 'Stop a survey for good; its results stay')

function changing(
  name: string,
  state: SurveyState,
  describe: string,
): CommandModule<GlobalArguments, Arguments> {
  return {
    command: `${name} <survey>`,
    describe,
    builder: (yargs: Argv<GlobalArguments>) =>
      yargs
        .positional('survey', { type: 'string', demandOption: true, describe: 'Id or the beginning of it' })
        .example(`dsca survey ${name} 01JD`, 'wherever it runs'),
    handler: async (given) => {
      const [{ withSurveys }, { findSurvey }, { summaryLines }, { print, printJson }] = await Promise.all([
        import('../survey/open-surveys.ts'),
        import('../survey/find.ts'),
        import('../survey/summary.ts'),
        import('../output.ts'),
      ])
      const found = await withSurveys(settingsOf(given).history, async (surveys) => {
        const { store } = surveys
        const { plan, progress } = await findSurvey(store, given.survey)
        if (progress.state === 'done' || progress.state === 'cancelled')
          throw new UsageError(`survey ${plan.id} is ${progress.state}`, 'dsca survey list')
        await store.setState(plan.id, state)
        if (state === 'cancelled') await clearQueue(surveys, plan.id)
        return findSurvey(store, plan.id)
      })
      if (given.json) printJson(found)
      else print(summaryLines(found.plan, found.progress))
    },
  }
}

async function clearQueue(surveys: OpenSurveys, id: string): Promise<void> {
  const queue = await surveys.queue()
  try {
    await queue.stop(id)
  } finally {
    await queue[Symbol.asyncDispose]()
  }
}
