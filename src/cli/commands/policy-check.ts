import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Argv, CommandModule } from 'yargs'
import type { CheckedPolicy } from '../../report/policy-check.ts'
import { dataPaths } from '../../shared/paths.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { EXIT } from '../exit-codes.ts'
import type { PolicyPlace } from '../policy/places.ts'

interface Arguments extends GlobalArguments {
  readonly file?: string | undefined
}

export const policyCheckCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'check [file]',
  describe: 'Say what is wrong in policy files, and which rules can never count',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('file', { type: 'string', describe: "A policy; without it, the project's and your own" })
      .example('dsca policy check', 'the policies that count in this folder')
      .example('dsca policy check ci.policy.json --json', 'one file, for other programs')
      .epilogue('Exit codes: 0 well written (there may be warnings), 104 a file is wrong.'),
  handler: async (given) => {
    const [{ placesHere }, { print, printJson }, { checkLines }, { terminalStyle }] = await Promise.all([
      import('../policy/project.ts'),
      import('../output.ts'),
      import('../../report/policy-check.ts'),
      import('../terminal.ts'),
    ])
    const places: readonly PolicyPlace[] =
      given.file === undefined
        ? await placesHere(settingsOf(given).policy)
        : [{ kind: isOwn(given.file) ? 'user' : 'project', path: given.file }]
    const files: CheckedPolicy[] = []
    for (const place of places) files.push(await checkPolicy(place))
    if (given.json) printJson({ files })
    else if (files.length === 0) print(['there is no policy here (docs/policy.md)'])
    else {
      const style = await terminalStyle('stdout')
      print(files.flatMap((one) => checkLines(one, style)))
    }
    process.exitCode = files.every(({ trust }) => trust !== null) ? 0 : EXIT.usage
  },
}

function isOwn(file: string): boolean {
  return resolve(file) === dataPaths(process.env, homedir()).policy
}

async function checkPolicy(place: PolicyPlace): Promise<CheckedPolicy> {
  const [{ readPolicyFile }, { readPolicy }, { policyWarnings }, { trustOf }] = await Promise.all([
    import('../policy/read.ts'),
    import('../../policy/file.ts'),
    import('../../policy/warnings.ts'),
    import('../policy/sources.ts'),
  ])
  const file = await readPolicyFile(place.path)
  const { document, problems } = readPolicy(file.text)
  if (document === null) return { file: file.path, trust: null, rules: 0, problems, warnings: [] }
  return {
    file: file.path,
    trust: await trustOf(place, file),
    rules: document.rules.length,
    problems: [],
    warnings: policyWarnings(document, Date.now()),
  }
}
