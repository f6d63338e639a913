import { homedir } from 'node:os'
import type { Argv, CommandModule } from 'yargs'
import type { History } from '../../history/history.ts'
import type { ScanReport } from '../../model/index.ts'
import { escapeText } from '../../report/escape.ts'
import { type GlobalArguments, settingsOf, WATCH_OPTIONS } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import type { OwnFlags } from '../own-flags.ts'

interface Arguments extends GlobalArguments {
  readonly scan: string
  readonly report?: readonly string[] | undefined
}

/** An id is unambiguous from here on, or nobody knows. */
const ID_MIN = 4

/** What the scan's packages were before it. */
async function previousOf(report: ScanReport, history: History, own: OwnFlags) {
  const [{ previousWatches }, { loadPolicy }, { projectFolders }, { SENSOR_VERSION }] = await Promise.all([
    import('../previous.ts'),
    import('../watch/policy.ts'),
    import('../policy/places.ts'),
    import('../watch/session.ts'),
  ])
  const context = { platform: report.platform, sensor: SENSOR_VERSION }
  const { policy } = await loadPolicy(history, own, projectFolders({}))
  return previousWatches({ report, history, policy, context })
}

export const showCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'show <scan>',
  describe: 'What happened in a scan: the story, the timeline, the capture',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('scan', { type: 'string', demandOption: true, describe: 'Id of a scan, or its beginning' })
      .option('report', WATCH_OPTIONS.report)
      .example('dsca show 01JDZX5B8Q', 'the story first, then the timeline')
      .example('dsca show 01JDZX5B8Q --report=scan.html', 'a page to read and to pass on')
      .example('dsca show 01JDZX5B8Q --json', 'the report (docs/schema/scan.schema.json)'),
  handler: async (given) => {
    const { withHistory } = await import('../open-history.ts')
    const hint = 'dsca history lists the scans'
    if (given.scan.length < ID_MIN)
      throw new UsageError(`'${given.scan}' is too short for the id of a scan`, hint)
    const own = settingsOf(given)
    const { report, command, outcome, previous } = await withHistory(own.history, async (history) => {
      const found = await history.scan(given.scan)
      if (found === null) throw new UsageError(`no scan '${given.scan}' in ${history.place}`, hint)
      return {
        ...found,
        previous: given.json ? new Map() : await previousOf(found.report, history, own),
      }
    })
    const [{ showText }, { renderScanJson }, { columnsOf, terminalStyle }, { print }] = await Promise.all([
      import('../../report/show.ts'),
      import('../../report/json.ts'),
      import('../terminal.ts'),
      import('../output.ts'),
    ])
    // Only where it was typed: SAFE_NPM_REPORT is for what is watched.
    if (given.report !== undefined) {
      const { writeReports } = await import('../watch/reports.ts')
      await writeReports(own.reports, { report, outcome, project: process.cwd() })
      if (!given.json) return print(own.reports.map((file) => `written: ${escapeText(file, 300)}`))
    }
    if (given.json) return print([renderScanJson(report).trimEnd()])
    const style = await terminalStyle('stdout')
    const columns = columnsOf('stdout')
    const options = { command, outcome, style, columns, home: homedir(), now: Date.now(), previous }
    print(showText(report, options))
  },
}
