import type { Finding, ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { type BoxOptions, storyLines } from './finding-box.ts'
import { rowLines, sentenceLines, usableColumns } from './layout.ts'
import { allStoriesOf, placeOf } from './stories.ts'
import { timeline } from './timeline.ts'

export interface DetailsOptions extends BoxOptions {
  /** The end of what the runs printed, as it came (hostile): not part of the report, handed in. */
  readonly outputs?: readonly { readonly id: number; readonly output: string }[]
}

const OUTPUT_LINES = 12

function factText(finding: Finding): string {
  const place = placeOf(finding)
  const facts = [
    finding.severity + (finding.allowed === true ? ', allowed' : ''),
    ...(place === null ? [] : [escapeText(place, 120)]),
    ...(finding.address === undefined || finding.address === place ? [] : [escapeText(finding.address, 60)]),
    ...(finding.port === undefined || finding.port === 0 ? [] : [`port ${finding.port}`]),
    ...(finding.protocol === null ? [] : [escapeText(finding.protocol, 20)]),
    ...(finding.detail === '' ? [] : [escapeText(finding.detail, 400)]),
    ...(finding.count > 1 ? [`${finding.count} times`] : []),
  ]
  return `${finding.code}: ${facts.join('; ')}`
}

function outputLines(output: string, columns: number): string[] {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '')
  const tail = lines.slice(-OUTPUT_LINES).map((line) => escapeText(line, columns - 8))
  return tail.map((line) => `      │ ${line}`)
}

function outputBlocks(report: ScanReport, options: DetailsOptions, columns: number): string[] {
  return (options.outputs ?? []).flatMap(({ id, output }) => {
    const run = report.runs.find((one) => one.id === id)
    const lines = outputLines(output, columns)
    if (lines.length === 0 || run === undefined) return []
    const who = `${run.package ?? run.phase} ${run.script ?? ''}`.trim()
    return ['', ...sentenceLines(`${escapeText(who, 100)} printed:`, columns), ...lines]
  })
}

/** "Show all" at the question: every finding with all its facts, what happened in order, what the scripts printed. */
export function detailLines(report: ScanReport, options: DetailsOptions): string[] {
  const columns = usableColumns(options.columns)
  const stories = allStoriesOf(report).flatMap((story) => [
    '',
    ...storyLines(story, options),
    ...rowLines({ label: 'findings', values: story.findings.map(factText) }, columns, options.style.dim),
  ])
  const events = timeline(report, { columns, style: options.style })
  return [
    ...stories,
    ...(events.length > 0 ? ['', ...events] : []),
    ...outputBlocks(report, options, columns),
    '',
  ]
}
