import type { Finding, ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { cut, width } from './layout.ts'
import { placeOf } from './stories.ts'
import type { Style } from './style.ts'
import { count, duration, list } from './words.ts'

export interface WatchLineOptions {
  /** Columns of the terminal. */
  readonly columns: number
  readonly style: Style
  /** `name@version` of what was named on the command line. */
  readonly requested: readonly string[]
}

const PROGRAM = 'safe-npm'
const HOSTS_MAX = 2

/** `express@5.3.0 (+67)`: what was asked for and how many came with it; without a name, how many are new. */
function subjectText(report: ScanReport, requested: readonly string[]): string {
  const looked = report.packages.filter((one) => one.basis !== 'history')
  const names = new Set(looked.map((one) => `${one.name}@${one.version}`))
  const first = requested.find((name) => names.has(name))
  if (first === undefined) return count(looked.length, 'package')
  const others = looked.length - 1
  return escapeText(first, 100) + (others > 0 ? ` (+${others})` : '')
}

function scriptsText(report: ScanReport): string {
  const ran = report.runs.filter((run) => run.phase === 'install').length
  return ran === 0 ? 'no scripts' : `${count(ran, 'script')} ran`
}

function places(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(placeOf).filter((place) => place !== null))]
}

function placesText(verb: string, where: readonly string[]): string {
  const shown = where.length <= HOSTS_MAX ? list(where.map((place) => escapeText(place, 60))) : ''
  return `${verb} ${shown || count(where.length, 'host')} (allowed)`
}

/** What was contacted although the verdict is clean: allowed, or merely worth a note. */
function contactsText(report: ScanReport): string {
  const allowed = report.findings.filter((finding) => finding.allowed === true)
  const withCode = (code: Finding['code']) => allowed.filter((finding) => finding.code === code)
  const contacted = places(withCode('foreign-contact'))
  const lookedUp = places(withCode('foreign-lookup'))
  const onlyLookedUp = lookedUp.filter((place) => !contacted.includes(place))
  const others = allowed.length - withCode('foreign-contact').length - withCode('foreign-lookup').length
  const notes = report.findings.filter((finding) => finding.allowed !== true).length
  const facts = [
    ...(contacted.length > 0 ? [placesText('contacted', contacted)] : []),
    ...(onlyLookedUp.length > 0 ? [placesText('looked up', onlyLookedUp)] : []),
    ...(others > 0 ? [`${count(others, 'other finding')} allowed`] : []),
    ...(notes > 0 ? [count(notes, 'note')] : []),
  ]
  return facts.length > 0 ? facts.join(', ') : 'nothing contacted'
}

/** The one line when all is well. Never wider than the terminal. */
export function watchLine(report: ScanReport, options: WatchLineOptions): string {
  const time = duration(report.timings.total - report.timings.install)
  // Without a box nothing was watched: its files were read, and hold nothing that runs.
  const verb = report.engine === null ? 'checked' : 'watched'
  const contacts = report.engine === null && report.findings.length === 0 ? '' : `, ${contactsText(report)}`
  const text = `${verb} ${subjectText(report, options.requested)}: ${scriptsText(report)}${contacts}`
  const room = options.columns - width(`${PROGRAM}    ${time}`)
  return `${options.style.dim(PROGRAM)}  ${cut(text, Math.max(8, room))}  ${options.style.dim(time)}`
}
