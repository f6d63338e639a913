import { homedir } from 'node:os'
import type { Argv, CommandModule } from 'yargs'
import type { WatchProgress } from '../../sandbox/sandbox.ts'
import type { Examined } from '../doctor/run-checks.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'

interface Arguments extends GlobalArguments {
  readonly clean: boolean
}

export const doctorCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'doctor',
  describe: 'Whether everything works here, and what to type where it does not',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .option('clean', {
        type: 'boolean',
        default: false,
        describe: 'Remove what killed runs left: folders, containers, unfinished images',
      })
      .example('dsca doctor', 'a line for each thing')
      .example('dsca doctor --engine=docker', 'with the proof in a container')
      .example('dsca doctor --json', 'for other programs')
      .epilogue('Exit codes: 0 all fine, 103 no sandbox works, 105 something else is wrong.'),
  handler: async (given) => {
    const settings = settingsOf(given)
    const [
      { checksFor },
      { runChecks, doctorExitCode },
      { print, printJson },
      terminal,
      { doctorLines },
      { createProgress, progressMode },
      { watchUi },
      { isSetUp },
    ] = await Promise.all([
      import('../doctor/checks.ts'),
      import('../doctor/run-checks.ts'),
      import('../output.ts'),
      import('../terminal.ts'),
      import('../../report/doctor-text.ts'),
      import('../progress.ts'),
      import('../watch/watch-progress.ts'),
      import('../doctor/shim-proof.ts'),
    ])
    const options = { columns: terminal.columnsOf('stdout'), style: await terminal.terminalStyle('stdout') }
    const results: Examined[] = []
    const mode = progressMode({ npmIsSilent: given.json, isTTY: process.stderr.isTTY === true })
    const progress = createProgress(mode, { program: 'dsca' })
    const ui = watchUi(progress)
    // The proof takes a moment, unless the image has to be built for it.
    const onProgress = (now: WatchProgress) => {
      if (now.phase === 'start' && now.current !== null) ui.onProgress(now)
    }
    const context = { settings, env: process.env, home: homedir(), onProgress }
    const checks = checksFor({ clean: given.clean, isSetUp: isSetUp(context) })
    for await (const result of runChecks(checks, context)) {
      results.push(result)
      if (result.name === 'proof') progress.stop()
      if (!given.json) print(doctorLines(result, options))
    }
    const exitCode = doctorExitCode(results, settings.engine)
    if (given.json) printJson({ exitCode, checks: results })
    process.exitCode = exitCode
  },
}
