import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import { surveyListCommand } from './survey-list.ts'
import { surveyResumeCommand } from './survey-resume.ts'
import { surveyStartCommand } from './survey-start.ts'
import { surveyCancelCommand, surveyPauseCommand } from './survey-state.ts'
import { surveyStatusCommand } from './survey-status.ts'

export const surveyCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'survey <command>',
  describe: 'Watch a whole list of packages',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .command(surveyStartCommand)
      .command(surveyStatusCommand)
      .command(surveyPauseCommand)
      .command(surveyResumeCommand)
      .command(surveyCancelCommand)
      .command(surveyListCommand)
      .demandCommand(1, 'Which command?')
      .example('dsca survey start package-lock.json', 'each package of a project')
      .example('dsca survey start names.txt --sample 100 --seed 1', 'a hundred of a list')
      .example('dsca survey status', 'how far the last one is'),
  handler: () => {
    throw new UsageError('that is no command of dsca survey', 'dsca survey --help')
  },
}
