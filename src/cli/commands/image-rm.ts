import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { EXIT } from '../exit-codes.ts'

interface Arguments extends GlobalArguments {
  readonly all: boolean
}

export const imageRmCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'rm',
  aliases: ['remove'],
  describe: 'Remove outdated images, and the volumes with npm and the sensor',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .option('all', { type: 'boolean', default: false, describe: 'The current ones too' })
      .example('dsca image rm', 'what this version of safe-npm does not use any more')
      .example('dsca image rm --all', 'everything of safe-npm at the daemon')
      .epilogue(
        'What is in use stays. Exit codes: 0 all removed or nothing to remove, 103 no daemon, 105 something stayed.',
      ),
  handler: async (given) => {
    const [{ openImageStore }, { findNpm }, { print, printJson }, { removalLines }, terminal] =
      await Promise.all([
        import('../../sandbox/docker/image-store.ts'),
        import('../../npm/find-npm.ts'),
        import('../output.ts'),
        import('../../report/image-text.ts'),
        import('../terminal.ts'),
      ])
    const store = await openImageStore()
    const npm = findNpm(process.env.PATH ?? '', process.execPath)
    const removals = await store.remove(given.all, npm.root)
    if (given.json) printJson({ daemon: store.daemon, removals })
    else {
      const options = { columns: terminal.columnsOf('stdout'), style: await terminal.terminalStyle('stdout') }
      print(removalLines(removals, given.all, options))
    }
    process.exitCode = removals.every(({ outcome }) => outcome === 'removed') ? 0 : EXIT.fault
  },
}
