import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import { policyCheckCommand } from './policy-check.ts'
import { policyExplainCommand } from './policy-explain.ts'
import { policyTrustCommand } from './policy-trust.ts'
import { policyUntrustCommand } from './policy-untrust.ts'

/** Files of rules: the user's own, and a project's, which loosens nothing until the user has trusted it. */
export const policyCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'policy',
  describe: 'Check, explain and trust files of rules',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .command(policyCheckCommand)
      .command(policyExplainCommand)
      .command(policyTrustCommand)
      .command(policyUntrustCommand)
      .demandCommand(1, 'Which command of dsca policy?')
      .example('dsca policy check', 'is it well written, and does every rule say something?')
      .example('dsca policy explain cypress download.cypress.example', 'which rule decides?'),
  handler: () => {
    throw new UsageError('that is no command of dsca policy', 'dsca policy --help')
  },
}
