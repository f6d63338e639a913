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
const SUBJECT_MIN = 12

const VARIANTS: readonly (readonly [Brevity, withTime: boolean])[] = [
  ['long', true],
  ['short', true],
  ['short', false],
  ['counts', true],
  ['counts', false],
]

/** `express@5.3.0 (+67)`: what was asked for and how many came with it; without a name, how many are new. */
function subjectText(report: ScanReport, requested: readonly string[]): string {
  const looked = report.packages.filter((one) => one.basis !== 'history')
  const names = new Set(looked.map((one) => `${one.name}@${one.version}`))
  const first = requested.find((name) => names.has(name))
  if (first === undefined) return count(looked.length, 'package')
  const others = looked.length - 1
  return escapeText(first, 100) + (others > 0 ? ` (+${others})` : '')
}

function places(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(placeOf).filter((place) => place !== null))]
}

type Brevity = 'long' | 'short' | 'counts'

function placesText(verb: string, where: readonly string[], brevity: Brevity): string[] {
  if (where.length === 0) return []
  const named = brevity !== 'counts' && where.length <= HOSTS_MAX
  const shown = named ? list(where.map((place) => escapeText(place, 60))) : count(where.length, 'host')
  return [`${verb} ${shown} (allowed)`]
}

/** What was contacted although the verdict is clean: allowed, or merely worth a note. */
function contactTexts(report: ScanReport, brevity: Brevity): string[] {
  const allowed = report.findings.filter((finding) => finding.allowed === true)
  const withCode = (code: Finding['code']) => allowed.filter((finding) => finding.code === code)
  const contacted = places(withCode('foreign-contact'))
  const lookedUp = places(withCode('foreign-lookup')).filter((place) => !contacted.includes(place))
  const others = allowed.length - withCode('foreign-contact').length - withCode('foreign-lookup').length
  const notes = report.findings.length - allowed.length
  return [
    ...placesText('contacted', contacted, brevity),
    ...placesText('looked up', lookedUp, brevity),
    ...(others > 0 ? [`${count(others, 'other finding')} allowed`] : []),
    ...(notes > 0 ? [count(notes, 'note')] : []),
  ]
}

function factsText(report: ScanReport, brevity: Brevity): string {
  const ran = report.runs.filter((run) => run.phase === 'install').length
  const scripts = count(ran, 'script') + (ran > 0 && brevity === 'long' ? ' ran' : '')
  const contacts = contactTexts(report, brevity)
  // Without a box nothing was watched: the files were read, and hold nothing that runs.
  if (contacts.length === 0 && report.engine !== null) {
    contacts.push(brevity === 'long' ? 'nothing contacted' : 'no contacts')
  }
  return [scripts, ...contacts].join(', ')
}

/** The one line when all is well. Never wider than the terminal: first words go, then the time, then the name. */
export function watchLine(report: ScanReport, options: WatchLineOptions): string {
  const subject = subjectText(report, options.requested)
  const time = duration(report.timings.total - report.timings.install)
  const verb = report.engine === null ? 'checked' : 'watched'
  const paint = options.style.dim
  const room = options.columns - width(PROGRAM) - 2
  const roomBeforeTime = room - width(time) - 2

  for (const [brevity, withTime] of VARIANTS) {
    const text = `${brevity === 'long' ? `${verb} ` : ''}${subject}: ${factsText(report, brevity)}`
    if (width(text) > (withTime ? roomBeforeTime : room)) continue
    return `${paint(PROGRAM)}  ${text}${withTime ? `  ${paint(time)}` : ''}`
  }
  const facts = factsText(report, 'counts')
  const name = cut(subject, Math.max(SUBJECT_MIN, room - width(facts) - 2))
  return `${paint(PROGRAM)}  ${cut(`${name}: ${facts}`, Math.max(1, room))}`
}
