import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { SHELLS, type Shell } from '../setup/shell-scripts.ts'

export interface SetupArguments extends GlobalArguments {
  readonly undo: boolean
  readonly dryRun: boolean
  readonly shell?: readonly Shell[] | undefined
}

export const setupCommand: CommandModule<GlobalArguments, SetupArguments> = {
  command: 'setup',
  describe: 'Have npm and npx go through safe-npm in every shell; --undo takes it back',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .option('shell', {
        choices: SHELLS,
        array: true,
        requiresArg: true,
        describe: 'Only this shell; repeatable. Otherwise those that are installed',
      })
      .option('undo', { type: 'boolean', default: false, describe: 'Take back everything that was set up' })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Show what would be changed' })
      .check(({ undo, shell }) => {
        if (undo && shell !== undefined) throw new Error('--undo undoes it for every shell')
        return true
      })
      .example('dsca setup --dry-run', 'the lines that your start files would get')
      .example('dsca setup', 'then open a new shell, and dsca doctor')
      .example('dsca setup --undo', 'your start files as they were, to the byte')
      .epilogue(
        'Exit codes: 0 done (or nothing to do), 105 a file could not be changed.',
      ) as unknown as Argv<SetupArguments>,
  handler: async (given) => {
    const { runSetup } = await import('../setup/run-setup.ts')
    await runSetup(given)
  },
}
