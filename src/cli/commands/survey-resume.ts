import type { Argv, CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import { checkNumbers, RUN_OPTIONS, type RunArguments } from '../survey/run-options.ts'

interface Arguments extends GlobalArguments, RunArguments {
  readonly survey?: string | undefined
}

export const surveyResumeCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'resume [survey]',
  describe: 'Go on with a survey that was paused or killed',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('survey', {
        type: 'string',
        describe: 'Id or the beginning of it; without one, the newest',
      })
      .options(RUN_OPTIONS)
      .check((given) => checkNumbers(given as Record<string, unknown>, { workers: 1, boxes: 1 }))
      .example('dsca survey resume 01JD', 'nothing is looked at twice')
      .epilogue('Exit codes: as of dsca survey start.') as unknown as Argv<Arguments>,
  handler: async (given) => {
    const [{ withSurveys, withClaim }, { findSurvey }, { finishRun }] = await Promise.all([
      import('../survey/open-surveys.ts'),
      import('../survey/find.ts'),
      import('../survey/finish-run.ts'),
    ])
    const own = settingsOf(given)
    process.exitCode = await withSurveys(own.history, async (surveys) => {
      const { plan, progress } = await findSurvey(surveys.store, given.survey)
      if (progress.state === 'cancelled')
        throw new UsageError(`survey ${plan.id} is cancelled`, 'dsca survey start begins a new one')
      return withClaim(surveys, plan.id, async () => {
        if (progress.state !== 'done') await surveys.store.setState(plan.id, 'running')
        return finishRun({ surveys, plan, own, given })
      })
    })
  },
}
