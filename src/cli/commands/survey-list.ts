import type { CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'

export const surveyListCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'list',
  describe: 'All surveys, newest first',
  handler: async (given) => {
    const [{ withSurveys }, { tellSurveys }, { surveyRow }, { print, printJson }] = await Promise.all([
      import('../survey/open-surveys.ts'),
      import('../survey/find.ts'),
      import('../survey/summary.ts'),
      import('../output.ts'),
    ])
    const surveys = await withSurveys(settingsOf(given).history, tellSurveys)
    if (given.json) return printJson({ surveys })
    if (surveys.length === 0) return print(['No survey yet: dsca survey start FILE'])
    print(surveys.map(({ plan, progress }) => surveyRow(plan, progress)))
  },
}
