import type { Argv, CommandModule } from 'yargs'
import { escapeText } from '../../report/escape.ts'
import type { GlobalArguments } from '../dsca-options.ts'

interface Arguments extends GlobalArguments {
  readonly file?: string | undefined
}

export const policyUntrustCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'untrust [file]',
  describe: "Take back the trust in a project's policy, whatever it has been",
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('file', { type: 'string', describe: "A policy; without it, the project's" })
      .example('dsca policy untrust', 'the policy of the project that this folder is in'),
  handler: async (given) => {
    const [{ policyHere }, { placeOf }, { untrust }, { print, printJson }] = await Promise.all([
      import('../policy/project.ts'),
      import('../policy/read.ts'),
      import('../policy/trust.ts'),
      import('../output.ts'),
    ])
    const path = await placeOf(await policyHere(given.file))
    await untrust(path)
    if (given.json) printJson({ path })
    else print([`${escapeText(path, 300)} is not trusted any more: it forbids, and allows nothing.`])
  },
}
