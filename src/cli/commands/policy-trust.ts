import type { Argv, CommandModule } from 'yargs'
import { whoAmI } from '../decide.ts'
import type { GlobalArguments } from '../dsca-options.ts'

interface Arguments extends GlobalArguments {
  readonly file?: string | undefined
}

export const policyTrustCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'trust [file]',
  describe: "Let a project's policy allow what it says; shows what that is",
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('file', { type: 'string', describe: "A policy; without it, the project's" })
      .example('dsca policy trust', 'the policy of the project that this folder is in')
      .epilogue(
        'Trust is in these bytes at this place: with one byte changed the file is untrusted again. It forbids and demands without trust.',
      ),
  handler: async (given) => {
    const [
      { policyHere },
      { readPolicyFile },
      { parsedPolicy },
      { trust },
      { print, printJson },
      { isExpired },
      text,
    ] = await Promise.all([
      import('../policy/project.ts'),
      import('../policy/read.ts'),
      import('../policy/sources.ts'),
      import('../policy/trust.ts'),
      import('../output.ts'),
      import('../../policy/expiry.ts'),
      import('../../report/policy-text.ts'),
    ])
    const file = await readPolicyFile(await policyHere(given.file))
    const when = Date.now()
    const allows = parsedPolicy(file).rules.filter(
      (rule) => rule.effect === 'allow' && !isExpired(rule, when),
    )
    const record = { path: file.path, sha256: file.sha256, who: whoAmI(), when }
    await trust(record)
    if (given.json) printJson({ ...record, allows })
    else print(text.trustLines(file.path, allows))
  },
}
