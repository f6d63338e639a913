import type { Argv, CommandModule } from 'yargs'
import { type DecideArguments, recordRule } from '../decide.ts'
import type { GlobalArguments } from '../dsca-options.ts'

export const denyCommand: CommandModule<GlobalArguments, DecideArguments> = {
  command: 'deny <package> <host>',
  describe: 'Never let a package contact a host; wins over any allow',
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
      .example('dsca deny left-padd metrics.left-padd.example', 'this host, this package')
      .example("dsca deny '*' tracker.example --reason 'team policy'", 'whatever package it is'),
  handler: (given) => recordRule('deny', given),
}
