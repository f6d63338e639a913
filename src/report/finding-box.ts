import type { ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { rowLines, sentenceLines, usableColumns, wrap } from './layout.ts'
import { downloadHeadline, headline } from './messages.ts'
import { newSinceTexts, type PreviousWatch } from './new-since.ts'
import { head, type Story, storiesOf } from './stories.ts'
import { downloadKind, storyRows } from './story-rows.ts'
import type { Style } from './style.ts'

export interface BoxOptions {
  readonly columns: number
  readonly style: Style
  /** Milliseconds since 1970; needed for `previous`. */
  readonly now?: number
  /** By `name@version` of what is new now. */
  readonly previous?: ReadonlyMap<string, PreviousWatch>
  /** Seconds that scripts were given: says how to give more to one that did not end. */
  readonly timeout?: number
  /** Nothing is to be installed (`dsca scan`): the closing sentence says less. */
  readonly scanOnly?: boolean
  /** False: the history does not have it, and `dsca show` neither. */
  readonly recorded?: boolean
}

const BLOCKS_MAX = 5

function previousRow(story: Story, options: BoxOptions) {
  const previous = options.previous?.get(`${story.package}@${story.version}`)
  if (previous === undefined || options.now === undefined) return []
  return [{ label: 'new since', values: newSinceTexts(previous, options.now) }]
}

function longerRow(story: Story, options: BoxOptions) {
  if (options.timeout === undefined || !story.runs.some((run) => run.timedOut)) return []
  return [{ label: 'longer', values: [longerFlag(options.timeout)] }]
}

/** What to type when a script needs more time than it got. */
export function longerFlag(timeout: number): string {
  return `--safe-timeout=${Math.ceil(timeout * 3)}`
}

function titleLines(story: Story, columns: number, style: Style): string[] {
  const first = head(story)
  const download = downloadKind(story) !== null
  const mild = download || first.severity === 'inconclusive'
  const title = download ? downloadHeadline(first) : headline(first)
  const mark = mild ? style.yellow('▲') : style.red('✖')
  return wrap(title, columns - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${style.bold(line)}`)
}

/** One block of a box: the headline, an empty line, the facts. */
export function storyLines(story: Story, options: BoxOptions): string[] {
  const columns = usableColumns(options.columns)
  const rows = [...storyRows(story), ...previousRow(story, options), ...longerRow(story, options)]
  const facts = rows.flatMap((row) => rowLines(row, columns, options.style.dim))
  return [...titleLines(story, columns, options.style), ...(facts.length > 0 ? ['', ...facts] : [])]
}

function closing(report: ScanReport, options: BoxOptions): string {
  const nothingInstalled = options.scanOnly === true ? '' : 'Nothing has been installed. '
  // Only a watch in the box can say so; what the history knows happened in a box then, too.
  const nothingLeft = report.engine === null && report.runs.length === 0 ? '' : 'Nothing left this machine.'
  return (nothingInstalled + nothingLeft).trim()
}

function whereMore({ id }: ScanReport, { scanOnly, recorded }: BoxOptions): string {
  if (scanOnly !== true) return ': “Show all” lists them'
  return recorded === false ? '' : `: dsca show ${escapeText(id, 40)}`
}

/** What is to be decided, as the user sees it before the question. Empty when nothing is open. */
export function findingBox(report: ScanReport, options: BoxOptions): string[] {
  const columns = usableColumns(options.columns)
  const stories = storiesOf(report)
  if (stories.length === 0) return []
  const lines = stories.slice(0, BLOCKS_MAX).flatMap((story) => ['', ...storyLines(story, options)])
  const more = stories.length - BLOCKS_MAX
  if (more > 0) {
    lines.push('', ...sentenceLines(`and ${more} more${whereMore(report, options)}`, columns))
  }
  const end = closing(report, options)
  if (end !== '') lines.push('', ...sentenceLines(end, columns))
  return [...lines, '']
}
