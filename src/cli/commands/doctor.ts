import { homedir } from 'node:os'
import type { Argv, CommandModule } from 'yargs'
import type { Examined } from '../doctor/run-checks.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'

export const doctorCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'doctor',
  describe: 'Whether everything works here, and what to type where it does not',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .example('dsca doctor', 'a line for each thing')
      .example('dsca doctor --json', 'for other programs')
      .epilogue('Exit codes: 0 all fine, 103 no sandbox works, 105 something else is wrong.'),
  handler: async (given) => {
    const settings = settingsOf(given)
    const [{ CHECKS }, { runChecks, doctorExitCode }, { print, printJson }, terminal, { doctorLines }] =
      await Promise.all([
        import('../doctor/checks.ts'),
        import('../doctor/run-checks.ts'),
        import('../output.ts'),
        import('../terminal.ts'),
        import('../../report/doctor-text.ts'),
      ])
    const options = { columns: terminal.columnsOf('stdout'), style: await terminal.terminalStyle('stdout') }
    const results: Examined[] = []
    for await (const result of runChecks(CHECKS, { settings, env: process.env, home: homedir() })) {
      results.push(result)
      if (!given.json) print(doctorLines(result, options))
    }
    const exitCode = doctorExitCode(results)
    if (given.json) printJson({ exitCode, checks: results })
    process.exitCode = exitCode
  },
}
