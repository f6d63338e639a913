import yargs from 'yargs'
import { allowCommand } from './commands/allow.ts'
import { approveCommand } from './commands/approve.ts'
import { denyCommand } from './commands/deny.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { exportCommand } from './commands/export.ts'
import { historyCommand } from './commands/history.ts'
import { imageCommand } from './commands/image.ts'
import { importCommand } from './commands/import.ts'
import { pcapCommand } from './commands/pcap.ts'
import { policyCommand } from './commands/policy.ts'
import { reportCommand } from './commands/report.ts'
import { scanCommand } from './commands/scan.ts'
import { setupCommand } from './commands/setup.ts'
import { showCommand } from './commands/show.ts'
import { surveyCommand } from './commands/survey.ts'
import { workerCommand } from './commands/worker.ts'
import { errorLines, exitCodeOfError } from './dsca-error.ts'
import { GLOBAL_OPTIONS } from './dsca-options.ts'
import { UsageError } from './error.ts'
import { endQuietlyOnClosedPipe, say } from './output.ts'

/** yargs gives a message where something was typed wrong, and none for what a command threw. */
function fail(message: string | null, error: Error | undefined): never {
  if (error instanceof UsageError) throw error
  if (!message && error !== undefined) throw error
  throw new UsageError(message || 'that is no command', 'dsca --help lists commands and options')
}

/** The analyser's own program. Each command loads what it needs when it runs, so that help is quick. */
async function main(argv: readonly string[]): Promise<void> {
  await yargs([...argv])
    .scriptName('dsca')
    .usage('$0 <command>\n\nWatches what npm packages do while they install, in a sealed sandbox.')
    .options(GLOBAL_OPTIONS)
    .command(scanCommand)
    .command(pcapCommand)
    .command(historyCommand)
    .command(showCommand)
    .command(allowCommand)
    .command(denyCommand)
    .command(policyCommand)
    .command(explainCommand)
    .command(approveCommand)
    .command(reportCommand)
    .command(exportCommand)
    .command(importCommand)
    .command(setupCommand)
    .command(doctorCommand)
    .command(imageCommand)
    .command(surveyCommand)
    .command(workerCommand)
    .demandCommand(1, 'Which command?')
    .example('$0 scan cypress', 'watch a package without installing it')
    .example('$0 doctor', 'check that everything works here')
    .epilogue(
      'The options are also read from SAFE_NPM_ENGINE, _HISTORY, _POLICY, _TIMEOUT, _STRICT, _REPORT, _LINGER.',
    )
    .strict()
    .recommendCommands()
    .parserConfiguration({ 'greedy-arrays': false, 'strip-dashed': true })
    .wrap(Math.min(80, process.stdout.columns ?? 80))
    .fail(fail)
    .exitProcess(false)
    .parseAsync()
}

endQuietlyOnClosedPipe()
try {
  await main(process.argv.slice(2))
} catch (error) {
  say(`${errorLines(error).join('\n')}\n`)
  process.exitCode = exitCodeOfError(error)
}
