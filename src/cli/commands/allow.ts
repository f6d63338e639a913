import type { Argv, CommandModule } from 'yargs'
import { type DecideArguments, recordRule } from '../decide.ts'
import type { GlobalArguments } from '../dsca-options.ts'

export const allowCommand: CommandModule<GlobalArguments, DecideArguments> = {
  command: 'allow <package> <host>',
  describe: 'Let a package contact a host from now on',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('package', {
        type: 'string',
        demandOption: true,
        describe: 'Name, pattern (@scope/*), or *',
      })
      .positional('host', {
        type: 'string',
        demandOption: true,
        describe: 'Host, *.host for its sub-domains, an address, or *',
      })
      .option('reason', { type: 'string', describe: 'Why, for those who come later', requiresArg: true })
      .example(
        'dsca allow cypress download.cypress.example --reason "the browser"',
        'this host, this package',
      )
      .example("dsca allow sharp '*.files.example'", 'sub-domains of files.example'),
  handler: (given) => recordRule('allow', given),
}
