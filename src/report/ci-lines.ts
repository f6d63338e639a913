import type { Finding, ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { longerFlag } from './finding-box.ts'
import { story as sentence, subject } from './messages.ts'
import { shellWord } from './shell-word.ts'
import { head, placeOf, type Story, storiesOf } from './stories.ts'
import { pathText } from './story-rows.ts'

export interface CiOptions {
  /** What the command ends with: 100, 101, 102. */
  readonly exitCode: number
  /** Seconds that scripts were given. */
  readonly timeout: number
  /** Nothing was to be installed (`dsca scan`). */
  readonly scanOnly?: boolean
  /** False: the history does not have it. */
  readonly recorded?: boolean
}

/** `exitCode` null: the installation goes on. */
type LineOptions = Pick<CiOptions, 'timeout'> & { readonly exitCode: number | null }

const PREFIX = 'safe-npm:'

function word(story: Story, exitCode: number | null): string {
  if (exitCode === null) return 'let through (--safe-yes)'
  if (head(story).severity === 'inconclusive') return 'inconclusive'
  return exitCode === 101 ? 'decision needed' : 'blocked'
}

/** Hosts with the protocols that were seen, shortest words first: `metrics.example (dns, https)`. */
function placesText(findings: readonly Finding[]): string {
  const places = new Map<string, Set<string>>()
  for (const finding of findings) {
    const place = placeOf(finding)
    if (place === null) continue
    const protocols = places.get(place) ?? new Set()
    if (finding.protocol !== null) protocols.add(escapeText(finding.protocol, 20))
    places.set(place, protocols)
  }
  return [...places]
    .map(([place, protocols]) => {
      const seen = protocols.size > 0 ? ` (${[...protocols].sort().join(', ')})` : ''
      return escapeText(place, 120) + seen
    })
    .join(', ')
}

function timedOut(story: Story): boolean {
  return story.runs.some((run) => run.timedOut)
}

/** Why a watch failed is all there is to act on, and of two faults either may be the one. */
function causes(story: Story): string {
  const faults = story.findings.filter(({ code }) => code === 'watch-incomplete')
  return escapeText(faults.map(({ detail }) => detail).join('; '), 400)
}

/** ` only in CI`, where it was seen nowhere else. */
function conditions({ findings }: Story): string {
  const all = new Set(findings.map(({ condition }) => condition))
  return all.has(undefined) ? '' : ` only ${[...all].map((one) => escapeText(one ?? '', 60)).join(' or ')}`
}

/** `→ where`, or in words what happened when it went nowhere. */
function whatText(story: Story, options: LineOptions): string {
  const places = placesText(story.findings)
  if (places !== '') return `→ ${places}${conditions(story)}`
  if (timedOut(story)) return `still ran after ${options.timeout} s`
  const first = head(story)
  const detail = first.code === 'watch-incomplete' ? causes(story) : escapeText(first.detail, 120)
  return sentence(first) + (detail === '' ? '' : ` (${detail})`)
}

function storyLine(story: Story, options: LineOptions): string {
  const first = head(story)
  const via = story.path.length > 1 ? ` via ${pathText(story.path.slice(0, -1))}` : ''
  const codes = [...new Set(story.findings.map((finding) => finding.code))].join(', ')
  const script = story.script === null ? '' : ` ${story.script}`
  const what = whatText(story, options)
  return `${PREFIX} ${word(story, options.exitCode)}: ${subject(first)}${script} ${what}${via} [${codes}]`
}

/** The line to type that allows the first open host; none when that would not help or could not be copied. */
function allowHint(stories: readonly Story[]): string {
  const open = stories.flatMap((story) => story.findings)
  if (open.some((finding) => finding.severity !== 'suspicious' || placeOf(finding) === null)) return ''
  const finding = open.find((candidate) => candidate.package !== null && placeOf(candidate) !== null)
  const name = shellWord(finding?.package ?? '')
  const place = shellWord(finding === undefined ? '' : (placeOf(finding) ?? ''))
  return name === null || place === null ? '' : `  Allow: dsca allow ${name} ${place}`
}

/** What was not recorded cannot be shown. */
export function detailsHint({ id }: Pick<ScanReport, 'id'>, recorded = true): string {
  return recorded ? `Details: dsca show ${escapeText(id, 40)}` : 'This scan is not recorded'
}

/** What ends it, in a line of its own. */
export function closingLine(report: ScanReport, options: CiOptions): string {
  const stories = storiesOf(report)
  const nothing = options.scanOnly === true ? `scan ended` : 'nothing was installed'
  const longer = stories.some(timedOut) ? `  Longer: ${longerFlag(options.timeout)}` : ''
  const details = detailsHint(report, options.recorded)
  return `${PREFIX} ${nothing} (exit ${options.exitCode}). ${details}${longer}${allowHint(stories)}`
}

/** For a log: one line for each package and script, never wrapped. What the exit code means comes behind them. */
export function blockedLines(report: ScanReport, options: CiOptions): string[] {
  return storiesOf(report).map((one) => storyLine(one, options))
}

/** What an installation goes on in spite of, because `--safe-yes` was given. */
export function letThroughLines(report: ScanReport, timeout: number): string[] {
  return storiesOf(report).map((one) => storyLine(one, { timeout, exitCode: null }))
}
