import type { ScanImport, ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { type BoxOptions, storyLines } from './finding-box.ts'
import { rowLines, sentenceLines, usableColumns } from './layout.ts'
import { storiesOf } from './stories.ts'
import type { Style } from './style.ts'
import { timeline } from './timeline.ts'
import { watchLine } from './watch-line.ts'
import { count } from './words.ts'

export interface ShowOptions extends BoxOptions {
  /** The command as it was typed. */
  readonly command: string
  readonly outcome: string
  /** The user's home folder, shown as `~`; null: unknown. */
  readonly home: string | null
}

export function shortPath(path: string, home: string | null): string {
  const short =
    home !== null && home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
  return escapeText(short, 300)
}

function paintVerdict(verdict: ScanReport['verdict'], style: Style): string {
  switch (verdict) {
    case 'clean':
      return style.green(verdict)
    case 'suspicious':
    case 'inconclusive':
      return style.yellow(verdict)
    case 'malicious':
      return style.red(verdict)
  }
}

function headLines(report: ScanReport, options: ShowOptions): string[] {
  const { style } = options
  const when = escapeText(report.startedAt.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC'), 40)
  const engine = report.engine === null ? 'no sandbox was needed' : `in ${escapeText(report.engine, 20)}`
  return [
    `${style.bold(escapeText(report.id, 40))}  ${paintVerdict(report.verdict, style)}, ${escapeText(options.outcome, 12)}`,
    ...rowLines(
      { label: 'command', values: [escapeText(options.command, 300)] },
      usableColumns(options.columns),
      style.dim,
    ),
    ...rowLines(
      {
        label: 'watched',
        values: [
          `${when}, ${engine} on ${escapeText(report.platform, 40)}, npm ${escapeText(report.npm, 20)}, Node ${escapeText(report.node, 20)}`,
        ],
      },
      usableColumns(options.columns),
      style.dim,
    ),
    ...rowLines(
      { label: 'sandbox', values: report.engineWhy ? [escapeText(report.engineWhy, 400)] : [] },
      usableColumns(options.columns),
      style.dim,
    ),
  ]
}

function captureLine(report: ScanReport, options: ShowOptions): string[] {
  const { capture } = report
  if (capture.path === null) return []
  const state = capture.complete && capture.dropped === 0 ? '' : ', not complete'
  const opens = capture.keys ? '; opens decrypted in Wireshark' : ''
  return [
    `${options.style.dim('  pcap')}  ${shortPath(capture.path, options.home)}  (${count(capture.packets, 'packet')}${state}${opens})`,
  ]
}

/** Nothing was watched here: whose word it is. */
function importedLines(report: ScanReport, imported: ScanImport, options: ShowOptions): string[] {
  const { style } = options
  const columns = usableColumns(options.columns)
  const rows = [
    { label: 'command', values: [escapeText(options.command, 300)] },
    { label: 'file', values: [escapeText(imported.file, 300)] },
    {
      label: 'made',
      values: [`${escapeText(imported.madeAt, 40)} by safe-npm ${escapeText(imported.madeBy, 40)}`],
    },
    {
      label: 'verdicts',
      values: [
        `${count(imported.verdicts, 'verdict')} for ${escapeText(report.platform, 40)}, sensor ${escapeText(imported.sensor, 32)}, the worst ${report.verdict}`,
      ],
    },
  ]
  return [
    `${style.bold(escapeText(report.id, 26))}  taken in ${escapeText(report.startedAt.slice(0, 16).replace('T', ' '), 16)} UTC`,
    ...rows.flatMap((row) => rowLines(row, columns, style.dim)),
    ...sentenceLines(`SHA-256 ${escapeText(imported.sha256, 64)}`, columns),
    '',
    ...sentenceLines('Somebody else watched these packages. Nothing of it ran here.', columns),
  ]
}

/** `dsca show`: the story first, then the timeline. */
export function showText(report: ScanReport, options: ShowOptions): string[] {
  if (report.imported) return importedLines(report, report.imported, options)
  const columns = usableColumns(options.columns)
  const stories = storiesOf(report)
  const story =
    stories.length > 0
      ? stories.flatMap((one) => ['', ...storyLines(one, options)])
      : ['', ...sentenceLines(watchLine(report, { ...options, columns: 1000, requested: [] }), columns)]
  const events = timeline(report, { columns, style: options.style })
  return [
    ...headLines(report, options),
    ...story,
    '',
    ...(events.length > 0 ? [...events, ''] : []),
    ...captureLine(report, options),
  ]
}
