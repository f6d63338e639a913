import type { Argv, CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf, WATCH_OPTIONS } from '../dsca-options.ts'
import { exitCodeOfScan } from '../exit-codes.ts'

interface Arguments extends GlobalArguments {
  readonly spec: readonly string[]
  readonly strict: boolean
  readonly report?: readonly string[] | undefined
  readonly linger?: string | undefined
  readonly known: boolean
  readonly deep?: boolean | undefined
}

export const scanCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'scan [spec..]',
  describe: 'Watch packages without installing them',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('spec', {
        type: 'string',
        array: true,
        default: [],
        describe: 'As for npm install; without any, the project in this folder',
      })
      .options(WATCH_OPTIONS)
      .option('known', {
        type: 'boolean',
        default: false,
        describe: 'Rely on what the history knows already',
      })
      .example('dsca scan cypress', 'what would installing it do?')
      .example('dsca scan left-pad@1.3.0 --json', 'the report (docs/schema/scan.schema.json)')
      .epilogue('Exit codes: 0 clean, 100 suspicious or malicious, 102 inconclusive, 103 no sandbox.'),
  handler: async (given) => {
    process.exitCode = await runScan(given)
  },
}

async function runScan(given: Arguments): Promise<number> {
  const [
    { withHistoryToWatch },
    { scan },
    { createProgress, progressMode },
    { writeReports },
    { typedLine },
  ] = await Promise.all([
    import('../open-history.ts'),
    import('../watch/scan.ts'),
    import('../progress.ts'),
    import('../watch/reports.ts'),
    import('../typed.ts'),
  ])
  const own = settingsOf(given)
  const progress = createProgress(
    progressMode({ npmIsSilent: given.json, isTTY: process.stderr.isTTY === true }),
  )
  const typed = typedLine('dsca', process.argv.slice(2))
  let examination: Awaited<ReturnType<typeof scan>>
  try {
    examination = await withHistoryToWatch(own.history, (history) =>
      scan({ specs: given.spec, own, history, progress, useKnown: given.known, typed }),
    )
  } catch (error) {
    const { StopNpm } = await import('../../npm/error.ts')
    if (error instanceof StopNpm) return error.errno // it has been said why
    throw error
  } finally {
    progress.stop()
  }
  await writeReports(own.reports, {
    report: examination.report,
    outcome: 'scanned',
    project: process.cwd(),
    recorded: examination.recorded,
  })
  await printExamination(examination, given)
  return exitCodeOfScan(examination.verdict.kind)
}

async function printExamination(
  examination: Awaited<ReturnType<typeof import('../watch/scan.ts').scan>>,
  given: Arguments,
): Promise<void> {
  const { report, recorded } = examination
  const [{ print }, { columnsOf, terminalStyle }] = await Promise.all([
    import('../output.ts'),
    import('../terminal.ts'),
  ])
  if (given.json) {
    const { renderScanJson } = await import('../../report/json.ts')
    return print([renderScanJson(report).trimEnd()])
  }
  const style = await terminalStyle('stdout')
  const columns = columnsOf('stdout')
  if (report.verdict === 'clean') {
    const { watchLine } = await import('../../report/watch-line.ts')
    const requested = report.packages
      .filter(({ direct }) => direct)
      .map(({ name, version }) => `${name}@${version}`)
    return print([watchLine(report, { columns, style, requested })])
  }
  const [{ findingBox }, { detailsHint }] = await Promise.all([
    import('../../report/finding-box.ts'),
    import('../../report/ci-lines.ts'),
  ])
  const box = findingBox(report, { columns, style, scanOnly: true, recorded })
  print([...box, `  ${detailsHint(report, recorded)}`])
}
