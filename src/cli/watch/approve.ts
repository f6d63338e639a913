import type { Approval } from '../../model/index.ts'
import { StopNpm } from '../../npm/error.ts'
import { NO_RULES, type ScriptRules, scriptPlaces, scriptRules } from '../../npm/script-rules.ts'
import { approvalJson } from '../../report/approval-json.ts'
import { approvalTable } from '../../report/approval-text.ts'
import { writtenLines } from '../../report/approval-written.ts'
import { detailsHint } from '../../report/ci-lines.ts'
import { approvalsOf, approvalVerdict } from '../../verdict/approvals.ts'
import type { GlobalArguments } from '../dsca-options.ts'
import { EXIT, exitCodeOfScan } from '../exit-codes.ts'
import { withHistoryToWatch } from '../open-history.ts'
import { print, printJson } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { createProgress, progressMode } from '../progress.ts'
import { columnsOf, terminalStyle } from '../terminal.ts'
import { typedLine } from '../typed.ts'
import { writeReports } from './reports.ts'
import { runApproved } from './run-approved.ts'
import { type Scanned, scan } from './scan.ts'
import { type WrittenApprovals, writeApprovals } from './write-approvals.ts'

export interface ApproveArguments extends GlobalArguments {
  readonly write: boolean
  readonly strict: boolean
  readonly report?: readonly string[] | undefined
  readonly linger?: string | undefined
}

/** The table of the whole project, and on wish npm's entries for what was clean. Returns the exit code. */
export async function approve(
  given: ApproveArguments,
  own: OwnFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const scanned = await watchProject(own, given.json)
  if (typeof scanned === 'number') return scanned
  await writeReports(own.reports, {
    report: scanned.report,
    outcome: 'scanned',
    project: scanned.loaded.prefix,
    recorded: scanned.recorded,
  })
  const rules = scriptRules(scanned.npm)
  const approvals = await approvalsIn(scanned, rules)
  if (!given.json) await printTable(approvals, scanned, given.write || rules === null)
  const written = given.write && rules ? await writeApprovals(approvals, scanned, rules, env) : null
  if (given.json)
    printJson(approvalJson({ report: scanned.report, approvals, written, known: rules !== null }))
  else if (written) print(['', ...writtenLines(written, { columns: columnsOf('stdout') })])
  if (given.write && rules === null) return tooOld(scanned)
  if (written && nothingThere(written)) return EXIT.usage
  const ran = given.json ? 0 : await runApproved(written?.toRun ?? [], own, env)
  return ran || exitCodeOfScan(approvalVerdict(approvals))
}

async function approvalsIn({ report, loaded, tree, seen }: Scanned, rules: ScriptRules | null) {
  const policy = rules ? await loaded.scriptPolicy() : null
  return approvalsOf(report, scriptPlaces(tree, seen, rules ?? NO_RULES, policy))
}

async function printTable(
  approvals: readonly Approval[],
  { report, recorded }: Scanned,
  tableOnly: boolean,
): Promise<void> {
  const style = await terminalStyle('stdout')
  print(approvalTable(approvals, { columns: columnsOf('stdout'), style, platform: report.platform }))
  print(hintLines(approvals, detailsHint(report, recorded), tableOnly))
}

async function watchProject(own: OwnFlags, json: boolean): Promise<Scanned | number> {
  const progress = createProgress(progressMode({ npmIsSilent: json, isTTY: process.stderr.isTTY === true }))
  const typed = typedLine('dsca', process.argv.slice(2))
  try {
    return await withHistoryToWatch(own.history, (history) =>
      scan({ specs: [], own, history, progress, useKnown: true, wholeProject: true, typed }),
    )
  } catch (error) {
    if (error instanceof StopNpm) return error.errno // it has been said why
    throw error
  } finally {
    progress.stop()
  }
}

function hintLines(approvals: readonly Approval[], details: string, tableOnly: boolean): string[] {
  const proposed = approvals.filter(({ unproposed }) => unproposed === null).length
  const doubtful = approvals.some(({ did }) => did !== 'clean' && did !== 'not-run')
  const entries = proposed === 1 ? 'this entry' : `these ${proposed} entries`
  return [
    ...(doubtful ? [details] : []),
    ...(proposed === 0 || tableOnly ? [] : [`Let npm write ${entries}: dsca approve --write`]),
  ]
}

function tooOld({ npm }: Scanned): number {
  process.stderr.write(
    `dsca: npm ${npm.version} knows no script approvals, so nothing was written (exit ${EXIT.usage})\n` +
      '  npm 11.18 or newer has them: npm install --global npm@11\n',
  )
  return EXIT.usage
}

/** There were proposals, and none of them is on disk. */
function nothingThere({ changes, notThere, refused }: WrittenApprovals): boolean {
  return notThere.length > 0 && changes.length === 0 && refused.length === 0
}
