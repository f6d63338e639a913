import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { UsageError } from '../error.ts'

interface Arguments extends GlobalArguments {
  readonly code: readonly string[]
}

export const explainCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'explain [code..]',
  describe: 'What a finding, a fault or an exit code means, and what to do',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('code', {
        type: 'string',
        array: true,
        default: [],
        describe: 'As it stands in brackets, or exit and a number',
      })
      .example('dsca explain', 'every code, with a few words')
      .example('dsca explain foreign-lookup', 'what it means, what causes it, what to do')
      .example('dsca explain exit 102 --json', 'for other programs'),
  handler: async ({ code, json }) => {
    const [{ EXPLAINED, explained }, { explanationLines, explanationList }, terminal, { print, printJson }] =
      await Promise.all([
        import('../../report/explain/lookup.ts'),
        import('../../report/explain-text.ts'),
        import('../terminal.ts'),
        import('../output.ts'),
      ])
    const options = { columns: terminal.columnsOf('stdout'), style: await terminal.terminalStyle('stdout') }
    const typed = code.join(' ')
    if (typed === '') return json ? printJson({ codes: EXPLAINED }) : print(explanationList(options))
    const one = explained(typed)
    if (one === null) throw new UsageError(`'${typed}' is no code of ours`, 'dsca explain lists them')
    return json ? printJson(one) : print(explanationLines(one, options))
  },
}
