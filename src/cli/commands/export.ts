import type { Argv, CommandModule } from 'yargs'
import { count } from '../../report/words.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'

interface Arguments extends GlobalArguments {
  readonly output?: string | undefined
}

export const exportCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'export',
  describe: 'What was watched here, for another team to take in',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .option('output', {
        type: 'string',
        describe: 'File to write to (standard output)',
        requiresArg: true,
      })
      .example('dsca export --output=verdicts.ndjson', 'the other team types: dsca import verdicts.ndjson'),
  handler: async (given) => {
    const [{ withHistory }, { say }, { toFile, toStdout, writeVerdicts }, { ownVersion }, session] =
      await Promise.all([
        import('../open-history.ts'),
        import('../output.ts'),
        import('../verdicts/write-file.ts'),
        import('../own-version.ts'),
        import('../watch/session.ts'),
      ])
    const context = { platform: session.platformName(), sensor: session.SENSOR_VERSION }
    const now = Date.now()
    const head = { madeBy: ownVersion(), madeAt: new Date(now).toISOString(), ...context }
    const written = await withHistory(settingsOf(given).history, (history) => {
      const work = (write: (text: string) => Promise<void>) =>
        writeVerdicts(head, history.shared(context), { write, now })
      return given.output === undefined ? work(toStdout) : toFile(given.output, work)
    })
    const { leftOut, sha256 } = written
    const more = leftOut === 0 ? '' : `, ${leftOut} left out that no import would take`
    say(`dsca: ${count(written.count, 'verdict')} for ${context.platform}, sensor ${context.sensor}${more}\n`)
    say(`  SHA-256 ${sha256}\n`)
    say('  Names of private packages, and what scripts sent, may be in it: read it before it leaves.\n')
  },
}
