import type { Approval } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { pad, usableColumns, width, wrap } from './layout.ts'
import type { Style } from './style.ts'

const HEADER = ['PACKAGE', 'SCRIPTS', 'WHAT THEY DID', 'APPROVAL']
const MARK = 2
const GAP = 2
/** The widest script's name, with a comma behind it. */
const SCRIPTS = 12
const APPROVAL = 8
/** Of what is left beside those two, at most this much is the name's: the rest is the evidence. */
const NAME_SHARE = 0.45
const NAME_MAX = 36

/** The reviewable table: a row for each package with install scripts. Nothing in it is cut; long cells go on below. */
export function approvalTable(
  rows: readonly Approval[],
  options: { readonly columns: number; readonly style: Style; readonly platform: string },
): string[] {
  if (rows.length === 0) return ['No package here has install scripts.']
  const columns = usableColumns(options.columns)
  const names = rows.map(nameOf)
  const room = columns - MARK - SCRIPTS - APPROVAL - 3 * GAP
  const longest = Math.max(...[...names, HEADER[0] ?? ''].map(width))
  const name = Math.min(longest, NAME_MAX, Math.floor(room * NAME_SHARE))
  const widths = [name, SCRIPTS, room - name, APPROVAL]
  const { style } = options
  const [header = ''] = rowLines(' ', HEADER, widths)
  return [
    style.dim(header),
    ...rows.flatMap((row) => {
      const [sign, paint] = signOf(row, style)
      const scripts = row.scripts.map((one) => escapeText(one, SCRIPTS)).join(', ')
      const cells = [nameOf(row), scripts || 'unread', deed(row), approvalWord(row)]
      return rowLines(sign, cells, widths).map((line, index) => (index === 0 ? paint(line) : line))
    }),
    '',
    ...wrap(
      `This is what they did on ${escapeText(options.platform, 40)}; elsewhere they may do something else.`,
      columns,
    ).map(style.dim),
  ]
}

function nameOf({ name, version }: Approval): string {
  return escapeText(`${name}@${version}`, 120)
}

function rowLines(sign: string, cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, at) => wrap(cell, widths[at] ?? 1))
  const height = Math.max(...wrapped.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => {
    const padded = wrapped.map((lines, at) => pad(lines[line] ?? '', widths[at] ?? 0))
    return `${line === 0 ? sign : ' '} ${padded.join('  ')}`.trimEnd()
  })
}

function deed({ did, hosts }: Approval): string {
  const named = hosts.map((host) => escapeText(host, 260)).join(', ')
  switch (did) {
    case 'clean':
      return named === '' ? 'nothing outside' : `contacts ${named} (allowed)`
    case 'suspicious':
      return named === '' ? 'suspicious' : `contacts ${named}`
    case 'malicious':
    case 'inconclusive':
      return named === '' ? did : `${did}: ${named}`
    case 'not-run':
      return 'not run here: left out or for another platform'
  }
}

function approvalWord({ unproposed }: Approval): string {
  switch (unproposed) {
    case null:
      return 'proposed'
    case 'approved':
    case 'denied':
      return unproposed
    case 'bundled':
    case 'no-pin':
      return 'by hand'
    case 'not-clean':
    case 'not-run':
      return 'no'
  }
}

function signOf({ did }: Approval, style: Style): [string, (text: string) => string] {
  switch (did) {
    case 'clean':
      return ['✔', style.green]
    case 'suspicious':
      return ['▲', style.yellow]
    case 'malicious':
      return ['✖', style.red]
    case 'inconclusive':
      return ['?', style.yellow]
    case 'not-run':
      return ['·', style.dim]
  }
}
