import type { Argv, CommandModule } from 'yargs'
import type { SurveyProgress } from '../../model/survey.ts'
import { escapeText } from '../../report/escape.ts'
import { count as grouped } from '../../report/survey-line.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import type { Progress } from '../progress.ts'

interface Arguments extends GlobalArguments {
  readonly survey?: string | undefined
  readonly output: readonly string[]
}

export const reportCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'report [survey]',
  describe: 'What came out of a survey: numbers, who contacts whom, evidence',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('survey', { type: 'string', describe: 'Id of a survey, or its beginning (the newest)' })
      .option('output', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'Write it to this file (.html, .json, .csv, .ndjson); repeatable',
      })
      .example('dsca report', 'the newest survey')
      .example('dsca report --output=survey.html', 'a page to read, to search and to pass on')
      .example('dsca report 01JDZX5B8Q --json', 'for programs (docs/schema/survey.schema.json)'),
  handler: async (given) => {
    const own = settingsOf(given)
    const { formatOf, ReportFile } = await import('../survey/report-files.ts')
    const formats = given.output.map(formatOf)
    const [{ withSurveys }, { withHistory }, { tellSurvey }, { readSurvey }, progress] = await Promise.all([
      import('../survey/open-surveys.ts'),
      import('../open-history.ts'),
      import('../survey/find.ts'),
      import('../survey/read-survey.ts'),
      movingLine(given.json),
    ])
    const isShown = given.json || given.output.length === 0
    const report = await withSurveys(own.history, (surveys) =>
      withHistory(own.history, async (history) => {
        const found = await tellSurvey(surveys, given.survey)
        const files = given.output.map((file) => new ReportFile(file, found.plan))
        try {
          const withEvidence = isShown || formats.some(({ whole }) => whole)
          const madeAt = new Date().toISOString()
          const onRead = (count: number) => progress.phase(readingText(count, found.progress))
          const { store } = surveys
          const read = await readSurvey({ store, history, found, files, withEvidence, madeAt, onRead })
          for (const file of files) await file.end(read)
          return read
        } catch (error) {
          for (const file of files) await file.discard()
          throw error
        } finally {
          progress.stop()
        }
      }),
    )
    const [{ print, printJson }, { columnsOf, terminalStyle }] = await Promise.all([
      import('../output.ts'),
      import('../terminal.ts'),
    ])
    if (given.json) return printJson(report)
    if (!isShown) return print(given.output.map((file) => `written: ${escapeText(file, 300)}`))
    const { surveyText } = await import('../../report/survey/text.ts')
    print(surveyText(report, { columns: columnsOf('stdout'), style: await terminalStyle('stdout') }))
  },
}

/** Only where it can be drawn anew: a report has nothing to say before it is done. */
async function movingLine(json: boolean): Promise<Progress> {
  const { createProgress, progressMode } = await import('../progress.ts')
  const mode = progressMode({ npmIsSilent: json, isTTY: process.stderr.isTTY === true })
  return createProgress(mode === 'spinner' ? mode : 'silent', { program: 'dsca' })
}

function readingText(count: number, { done }: SurveyProgress): string {
  return `reading results: ${grouped(count)} of ${grouped(done)}`
}
