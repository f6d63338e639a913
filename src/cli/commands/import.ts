import type { Argv, CommandModule } from 'yargs'
import { count } from '../../report/words.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { EXIT } from '../exit-codes.ts'
import type { VerdictFile } from '../verdicts/read-file.ts'

interface Arguments extends GlobalArguments {
  readonly files: readonly string[]
  readonly yes: boolean
  readonly sha256?: string | undefined
}

export const importCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'import <files..>',
  describe: 'Take in what another team has watched (dsca export)',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'From dsca export' })
      .option('yes', { type: 'boolean', default: false, describe: 'Do not ask: I trust who made it' })
      .option('sha256', {
        type: 'string',
        describe: 'Take it only if this is its SHA-256, as whoever made it says',
        requiresArg: true,
      })
      .example('dsca import verdicts.ndjson', 'says what is in it, and asks')
      .example('dsca import verdicts.ndjson --sha256=… --yes', 'for scripts'),
  handler: async (given) => {
    const [{ inspectFile }, { checkHash, lineOf, takeFiles }, { withHistory }, session] = await Promise.all([
      import('../verdicts/read-file.ts'),
      import('../verdicts/take-files.ts'),
      import('../open-history.ts'),
      import('../watch/session.ts'),
    ])
    const now = Date.now()
    const files: VerdictFile[] = []
    for (const file of given.files) files.push(await inspectFile(file, now))
    checkHash(files, given.sha256)
    const here = { platform: session.platformName(), sensor: session.SENSOR_VERSION }
    const told = files.map((file) => lineOf(file, here))
    const { print, printJson, say } = await import('../output.ts')
    if (!given.json || !given.yes) await show(told)
    if (!given.yes && !(await isAgreed())) {
      say('dsca: nothing was taken in\n')
      return
    }
    const { typedLine } = await import('../typed.ts')
    const command = typedLine('dsca', process.argv.slice(2))
    const { added, ids } = await withHistory(settingsOf(given).history, (history) =>
      takeFiles(history, { files, command, now }),
    )
    const total = files.reduce((sum, file) => sum + file.count, 0)
    if (given.json) return printJson({ files: told, added, known: total - added, scans: ids })
    print([
      `${count(added, 'verdict')} taken in, ${total - added} known already.`,
      ...ids.map((id) => `Where they came from: dsca show ${id}`),
    ])
  },
}

async function show(told: Parameters<typeof import('../../report/import-text.ts').importLines>[0]) {
  const [{ importLines }, { say }, { columnsOf, terminalStyle }] = await Promise.all([
    import('../../report/import-text.ts'),
    import('../output.ts'),
    import('../terminal.ts'),
  ])
  const options = { columns: columnsOf('stderr'), style: await terminalStyle('stderr') }
  say(`${importLines(told, options).join('\n')}\n\n`)
}

/** Whoever cannot be asked has to have said so. Sets the exit code where it is a no. */
async function isAgreed(): Promise<boolean> {
  const { askDecision, canAsk } = await import('../prompt.ts')
  if (!canAsk()) {
    process.exitCode = EXIT.decisionNeeded
    const { say } = await import('../output.ts')
    say('dsca: nobody can be asked here: --yes says that you trust who made it\n')
    return false
  }
  const answer = await askDecision({ question: 'Take them in?', always: false, details: false, yes: 'Yes' })
  if (answer !== 'no') return true
  process.exitCode = EXIT.blocked
  return false
}
