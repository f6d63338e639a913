import type { Finding, ScanReport, SourceLines } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { headline } from './messages.ts'
import { lineOf } from './source-place.ts'
import { head, placeOf, type Story, storiesOf } from './stories.ts'
import { pathText } from './story-rows.ts'

// What GitHub Actions shows beside a log: annotations at lines, and a summary of the step.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands

/** Whether npm went on in spite of what was found. */
export interface GithubOptions {
  readonly installed: boolean
  /** Nothing was to be installed (`dsca scan`). */
  readonly scanOnly: boolean
  /** False: the history does not have it. */
  readonly recorded?: boolean
}

/** GitHub shows ten annotations of a kind for each step; the log has a line for each finding. */
const ANNOTATIONS_MAX = 10
const ROWS_MAX = 30
const TEXT_MAX = 300

/** A value that stands behind the last `::` of a command. `%` first, or the others would be escaped twice. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A value that stands between a command's name and the last `::`. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function placesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(placeOf).filter((place) => place !== null))]
}

function annotation(story: Story, lines: SourceLines, options: GithubOptions): string {
  const first = head(story)
  const { file, line } = lineOf(first, lines)
  const where = placesOf(story.findings).map((place) => escapeText(place, 120))
  const codes = [...new Set(story.findings.map(({ code }) => code))].join(', ')
  const via = story.path.length > 1 ? `, via ${pathText(story.path.slice(0, -1))}` : ''
  const text = `${headline(first)}${where.length === 0 ? '' : `: ${where.join(', ')}`}${via} [${codes}]`
  const title = `safe-npm: ${first.severity}`
  const command = options.installed ? 'warning' : 'error'
  return `::${command} file=${property(escapeText(file))},line=${line},title=${property(title)}::${data(text)}`
}

/** `::error …` for each story that kept the installation back, `::warning …` where it went on in spite of it. */
export function githubAnnotations(report: ScanReport, lines: SourceLines, options: GithubOptions): string[] {
  return storiesOf(report)
    .slice(0, ANNOTATIONS_MAX)
    .map((story) => annotation(story, lines, options))
}

/** Text from outside in a cell of a table: as code, in which nothing is markup but a backtick and a bar. */
function code(text: string): string {
  const shown = escapeText(text, TEXT_MAX).replaceAll('`', '\\x60').replaceAll('|', '\\x7c').trim()
  return shown === '' ? '' : `\`${shown}\``
}

function row(story: Story): string {
  const first = head(story)
  const who = first.package === null ? 'the installation' : code(`${first.package}@${first.version ?? '?'}`)
  const codes = [...new Set(story.findings.map((finding) => finding.code))].join(', ')
  const where = placesOf(story.findings).slice(0, 5).map(code).join(' ')
  const path = story.path.length > 1 ? story.path.slice(0, -1).map(code).join(' → ') : ''
  return `| ${[first.severity, who, story.script ?? '', codes, where, path].join(' | ')} |`
}

function titleOf({ installed, scanOnly }: GithubOptions, { verdict }: ScanReport): string {
  if (scanOnly) return `safe-npm: ${verdict}`
  return installed
    ? `safe-npm: ${verdict}, and installed all the same`
    : `safe-npm: ${verdict}, nothing was installed`
}

function storyHint({ id }: ScanReport, { recorded = true }: GithubOptions): string {
  return recorded ? `Scan ${code(id)}: \`dsca show\` tells its story.` : 'This scan is not recorded.'
}

/** A short table for the summary of the step; empty when there is nothing to say. */
export function githubSummary(report: ScanReport, options: GithubOptions): string {
  const stories = storiesOf(report)
  if (stories.length === 0) return ''
  const more = stories.length - ROWS_MAX
  return [
    `### ${titleOf(options, report)}`,
    '',
    '| severity | package | script | findings | where | via |',
    '|---|---|---|---|---|---|',
    ...stories.slice(0, ROWS_MAX).map(row),
    '',
    ...(more > 0 ? [`And ${more} more.`, ''] : []),
    `${storyHint(report, options)} What a finding means: \`dsca explain CODE\`.`,
    '',
  ].join('\n')
}
