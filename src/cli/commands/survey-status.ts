import type { Argv, CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'

interface Arguments extends GlobalArguments {
  readonly survey?: string | undefined
}

export const surveyStatusCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'status [survey]',
  describe: 'How far a survey is',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('survey', {
        type: 'string',
        describe: 'Id or the beginning of it; without one, the newest',
      })
      .example('dsca survey status', 'of the newest')
      .example('dsca survey status 01JD --json', 'for other programs'),
  handler: async (given) => {
    const [{ withSurveys }, { tellSurvey }, { summaryLines }, { print, printJson }] = await Promise.all([
      import('../survey/open-surveys.ts'),
      import('../survey/find.ts'),
      import('../survey/summary.ts'),
      import('../output.ts'),
    ])
    const found = await withSurveys(settingsOf(given).history, (surveys) => tellSurvey(surveys, given.survey))
    if (given.json) printJson(found)
    else print(summaryLines(found.plan, found.progress, found.underWay))
  },
}
