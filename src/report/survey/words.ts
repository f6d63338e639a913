import type { SurveyFilter, SurveyPlan, ToldState } from '../../model/survey.ts'
import { count, grouped } from '../words.ts'
import type { SurveyKind } from './kind.ts'
import type { SurveyReport } from './survey-report.ts'

// All sentences about a survey. What stands in them may come from outside: escape before printing.

/** In a word or two, for tables. */
export const KIND_NAMES: Readonly<Record<SurveyKind, string>> = {
  'credentials-sent': 'credentials sent',
  'registry-misuse': 'registry misused',
  'files-touched': 'files touched',
  'hidden-traffic': 'hidden traffic',
  'unknown-contact': 'unexplained contact',
  telemetry: 'telemetry',
  'binary-download': 'binary download',
  'node-headers': 'Node headers',
  'import-time': 'when it is loaded',
  'remote-dependency': 'remote dependency',
  'process-left': 'process left running',
  'manifest-mismatch': 'manifest mismatch',
}

/** What stands behind the name. */
export const KIND_MEANINGS: Readonly<Record<SurveyKind, string>> = {
  'credentials-sent': 'a decoy credential was in what was sent',
  'registry-misuse': 'asked the registry to change something, or for what no installation needs',
  'files-touched': 'read decoy credentials, or changed or deleted files of the user',
  'hidden-traffic': 'packets that no script could be found for, or that cannot be read',
  'unknown-contact': 'looked up or contacted a stranger, and nothing explains why',
  telemetry: 'the host or the path says that it counts installations',
  'binary-download': 'the address looks like a prebuilt program, an addon or an archive',
  'node-headers': 'fetched the headers of Node.js for building an addon',
  'import-time': 'contacted a stranger when it was loaded, not when it was installed',
  'remote-dependency': 'the code comes from git or an address, not from the registry',
  'process-left': 'left a process running behind the installation',
  'manifest-mismatch': 'the tarball is not what the registry says of it',
}

/** What the survey was asked about. */
export function sourceText({ source }: Pick<SurveyPlan, 'source'>): string {
  const where = {
    'names-package': `of ${source.detail}`,
    file: `of the file ${source.detail}`,
    stdin: 'of standard input',
    lockfile: `of the lockfile ${source.detail}`,
    search: `found by searching for ${source.detail}`,
  }[source.kind]
  return `${count(source.total, 'name')} ${where}, read ${dateText(source.readAt)}`
}

/** Each step that left something out, in order; empty when nothing did. */
export function filterTexts(filter: SurveyFilter): readonly string[] {
  const { minDownloads, months, downloads, since, sample, limit } = filter
  const from = downloads === null ? '' : ` (${downloads.detail})`
  const span = months === null ? '' : ` in ${count(months, 'month')}`
  return [
    ...(minDownloads === null ? [] : [`at least ${count(minDownloads, 'download')}${span}${from}`]),
    ...(since === null ? [] : [`changed since ${dateText(since)}`]),
    ...(sample === null ? [] : [`a sample of ${grouped(sample.size)}, seed ${sample.seed}`]),
    ...(limit === null ? [] : [`the first ${grouped(limit)}`]),
  ]
}

/** `2026-01-02 03:04 UTC`; a text that is no date stays what it is. */
export function dateText(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso
}

/** From milliseconds since 1970 to the same. */
export function spanText(from: number | null, to: number | null): string | null {
  if (from === null || to === null) return null
  return `${momentText(from)} to ${momentText(to)}`
}

const UTC = new Intl.DateTimeFormat('en-US', {
  ...{ timeZone: 'UTC', hourCycle: 'h23' },
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
})

function momentText(milliseconds: number): string {
  const parts = new Map(UTC.formatToParts(milliseconds).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} UTC`
}

const STATES: Readonly<Record<ToldState, string>> = {
  running: 'still running',
  interrupted: 'interrupted',
  paused: 'paused',
  cancelled: 'cancelled',
  done: 'done',
}

/** `done`; otherwise how far it came, because then everything below is of a part. */
export function stateText({ state, totals }: Pick<SurveyReport, 'state' | 'totals'>): string {
  if (state === 'done' && totals.done === totals.chosen) return STATES.done
  return `${STATES[state]}: ${grouped(totals.done)} of ${grouped(totals.chosen)}`
}

const IMPORTS = {
  scripted: 'those with scripts were also loaded once, beside these (require and import)',
  all: 'each package was also loaded once (require and import), up to 32 in one sandbox, in smaller groups and at last alone where anything happened',
  none: 'no package was loaded',
} as const

/** What was done, in sentences: what ran, what did not and why. */
export function methodTexts({ survey, totals }: SurveyReport): readonly string[] {
  const { basis } = totals
  return [
    `Each package was resolved as npm ${survey.npm} resolves it, with its whole tree, on ${survey.platform} and Node ${survey.node}.`,
    `${count(basis.watched, 'package')} had something to run that had not been watched: installed in a sealed sandbox (${survey.engine}) without a network, every packet captured, scripts given ${survey.timeoutSeconds} seconds; ${IMPORTS[survey.imports]}.`,
    `${count(basis.inert, 'package')} ran nothing and did not need to: no install script in the tree, and all of it from the registry.`,
    `${count(basis.inferred, 'package')} took over what was watched before: the same scripts with the same dependencies, by their bytes. The evidence is that of the scan in which they ran.`,
    `What failed or did not end was tried twice (${grouped(totals.retried)}) and is then inconclusive, never clean.`,
  ]
}

export const LIMITS: readonly string[] = [
  'What acts only on another platform, after a date, by chance or on a machine that it recognises did nothing here.',
  'Every answer came from us: what a download would have brought, and what it would have done, was not seen.',
  'What a package does when a program calls it is no part of an installation; loading it runs only what stands at the top of its files.',
  'The kinds are guesses from addresses and names, for a first look. They excuse nothing.',
  'A package without an install script of its own is counted under what its dependencies do: they run on installing it.',
]
