import type { Argv, CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf, WATCH_OPTIONS } from '../dsca-options.ts'
import type { ApproveArguments } from '../watch/approve.ts'

export const approveCommand: CommandModule<GlobalArguments, ApproveArguments> = {
  command: 'approve',
  describe: 'What each install script did: evidence for the script approvals of npm',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .options(WATCH_OPTIONS)
      .option('write', {
        type: 'boolean',
        default: false,
        describe: 'Let npm write its pinned entries for those that were clean',
      })
      .example('dsca approve', 'the table: who has scripts, and what they did')
      .example('dsca approve --write', 'and approve the clean ones in package.json')
      .epilogue(
        'Exit codes: 0 all clean or decided, 100 something is not, 102 inconclusive, 103 no sandbox, 104 with --write: npm knows no approvals, or nothing is installed yet.',
      ),
  handler: async (given) => {
    // npm spells its configuration out in our environment; npm's own command gets the user's.
    const env = { ...process.env }
    const { approve } = await import('../watch/approve.ts')
    process.exitCode = await approve(given, settingsOf(given), env)
  },
}
