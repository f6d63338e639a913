import type { Argv, CommandModule } from 'yargs'
import type { PolicySubject } from '../../policy/match.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'

const PHASES = ['fetch', 'install', 'import', 'bin'] as const
const SCRIPTS = ['preinstall', 'prepare', 'install', 'postinstall', 'import', 'bin'] as const

interface Arguments extends GlobalArguments {
  readonly package: string
  readonly host?: string | undefined
  readonly phase?: (typeof PHASES)[number] | undefined
  readonly script?: (typeof SCRIPTS)[number] | undefined
}

export const policyExplainCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'explain <package> [host]',
  describe: 'Which rule decides, in which file and line, and what would be needed',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('package', { type: 'string', demandOption: true, describe: 'Name, or name@version' })
      .positional('host', { type: 'string', describe: 'Host or address; without it, every rule' })
      .option('phase', { choices: PHASES, describe: 'Only in this phase', requiresArg: true })
      .option('script', { choices: SCRIPTS, describe: 'Only by this script', requiresArg: true })
      .example('dsca policy explain cypress@15.3.0 download.cypress.example', 'may it, and who says so?')
      .example('dsca policy explain cypress', 'every rule that speaks of it'),
  handler: async (given) => {
    const subject = await subjectOf(given)
    const own = settingsOf(given)
    const [{ placesHere }, { readSources }, { withHistory }, { explainPolicy }, { inRange }] =
      await Promise.all([
        import('../policy/project.ts'),
        import('../policy/sources.ts'),
        import('../open-history.ts'),
        import('../../policy/explain.ts'),
        import('../../policy/versions.ts'),
      ])
    const places = await placesHere(own.policy)
    const sources = await withHistory(own.history, (history) => readSources(history, places))
    const explanation = explainPolicy({ sources, strict: own.strict, now: Date.now(), inRange }, subject)
    const [{ print, printJson }, { explainLines }, { terminalStyle }] = await Promise.all([
      import('../output.ts'),
      import('../../report/policy-text.ts'),
      import('../terminal.ts'),
    ])
    if (!given.json)
      return print(explainLines(subject, explanation, { style: await terminalStyle('stdout') }))
    const rules = explanation.rules.map(({ rule: { line = null, ...rule }, source, state }) => ({
      state,
      from: source.kind,
      place: source.place,
      line,
      ...rule,
    }))
    printJson({ subject, effect: explanation.effect, ifTrusted: explanation.ifTrusted, rules })
  },
}

async function subjectOf({ package: spec, host, phase, script }: Arguments): Promise<PolicySubject> {
  const [{ splitSpec }, { parsePolicyRule }, { canonicalAddress }] = await Promise.all([
    import('./history.ts'),
    import('../../policy/rule.ts'),
    import('../../policy/host.ts'),
  ])
  const { name, version } = splitSpec(spec)
  const asked = parsePolicyRule({ effect: 'allow', package: name, host: host ?? 'any.example' })
  if (asked.package.includes('*') || asked.host.includes('*'))
    throw new UsageError('a pattern cannot be explained', 'ask about one package and one host')
  const isAddress = canonicalAddress(asked.host) !== null
  const place = isAddress ? { address: asked.host } : { host: asked.host }
  return {
    package: name,
    version,
    phase: phase ?? null,
    script: script ?? null,
    ...(host === undefined ? {} : place),
  }
}
