import type { Finding, PackageIdentity, PolicyRule, VerdictKind } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { cut, pad, sentenceLines, usableColumns, width } from './layout.ts'
import type { Style } from './style.ts'
import { ago, count } from './words.ts'

/** One line of the list of scans: the history's own summary. */
export interface ScanLine {
  readonly id: string
  readonly startedAt: string
  readonly command: string
  readonly verdict: VerdictKind
  readonly outcome: string
  readonly packages: number
  readonly findings: number
}

export interface PackageLine extends PackageIdentity {
  readonly inert: boolean
  readonly findings: readonly Finding[]
  /** The scan that says so; an import where nothing was watched here. */
  readonly scanId: string
  readonly imported: boolean
  /** Milliseconds since 1970. */
  readonly watchedAt: number
}

export interface DecisionLine extends PolicyRule {
  readonly scope: 'always' | 'once'
  readonly who: string
  /** Milliseconds since 1970. */
  readonly when: number
}

interface Options {
  readonly columns: number
  readonly style: Style
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Enough to be unique: its first 10 characters are the time. */
const SHOWN_ID = 14

/** As much of an id as `dsca show` needs: unique in this list, and long enough to stay so. */
const ID_MIN = 10

/** Below this many columns the time of day gives way to the command. */
const ROOMY = 72

function idLength(ids: readonly string[]): number {
  const longest = Math.max(ID_MIN, ...ids.map((id) => id.length))
  for (let length = ID_MIN; length < longest; length += 1) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === new Set(ids).size) return length
  }
  return longest
}

/** Columns as wide as their widest cell, two spaces between; the last one is cut at the terminal's edge. */
function table(rows: readonly (readonly string[])[], columns: number): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, width(cell))
    })
  }
  return rows.map((row) => {
    const cells = row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at] ?? 0)))
    return cut(cells.join('  '), columns).trimEnd()
  })
}

export function scanLines(scans: readonly ScanLine[], options: Options): string[] {
  if (scans.length === 0) return ['Nothing has been watched yet.']
  const columns = usableColumns(options.columns)
  const length = idLength(scans.map((scan) => scan.id))
  const dateLength = columns < ROOMY ? 10 : 16
  const rows = scans.map((scan) => [
    escapeText(scan.id.slice(0, length), 40),
    escapeText(scan.startedAt.slice(0, dateLength).replace('T', ' '), 16),
    scan.verdict,
    escapeText(scan.outcome, 12),
    escapeText(scan.command, 200),
  ])
  const header = ['SCAN', 'WHEN (UTC)', 'VERDICT', 'OUTCOME', 'COMMAND']
  const [first = '', ...lines] = table([header, ...rows], columns)
  return [options.style.dim(first), ...lines]
}

function packageFacts(one: PackageLine): string {
  const open = one.findings.filter((finding) => finding.severity !== 'info').length
  if (open > 0) return count(open, 'finding')
  return one.inert ? 'nothing in it runs' : 'nothing found'
}

/** What is known of a package: versions, when they were watched, what people decided. */
export function packageLines(
  name: string,
  packages: readonly PackageLine[],
  decisions: readonly DecisionLine[],
  options: Options,
): string[] {
  const { style } = options
  const columns = usableColumns(options.columns)
  const versions = packages.map((one) => [
    `  ${escapeText(one.version, 40)}`,
    packageFacts(one),
    ago(one.watchedAt, options.now),
    one.imported ? `by others: dsca show ${escapeText(one.scanId.slice(0, SHOWN_ID), SHOWN_ID)}` : '',
  ])
  const decided = decisions.flatMap((one) => {
    const reason = one.reason === null ? '' : `: ${escapeText(one.reason)}`
    const why = `${ago(one.when, options.now)} by ${escapeText(one.who, 40)}${reason}`
    return [`  ${one.effect} ${escapeText(one.host, 100)}, ${one.scope}`, ...sentenceLines(why, columns)]
  })
  return [
    style.bold(escapeText(name, 120)),
    ...(versions.length > 0 ? table(versions, columns) : ['  not known yet']),
    ...(decided.length > 0 ? ['', style.bold('decisions'), ...decided] : []),
  ]
}
