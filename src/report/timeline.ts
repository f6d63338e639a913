import type { Finding, FindingCode, ScanReport, ScanRun } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { cut, pad } from './layout.ts'
import { factLabel } from './messages.ts'
import { hostOf, placeOf } from './stories.ts'
import { endpointText } from './story-rows.ts'
import type { Style } from './style.ts'
import { bytes } from './words.ts'

interface Moment {
  /** Seconds since 1970. */
  readonly time: number
  /** Runs before what happens in them, ends behind it, at the same instant. */
  readonly rank: number
  readonly text: string
  /** It happened inside a run. */
  readonly inside: boolean
}

const KIND = 9

const TOLD_ELSEWHERE: ReadonlySet<FindingCode> = new Set([
  'foreign-lookup',
  'script-failed',
  'process-survived',
])

function owner(one: Pick<ScanRun, 'package' | 'script' | 'phase'>): string {
  if (one.package === null) return one.phase
  return `${escapeText(one.package, 100)} ${one.script ?? one.phase}`
}

function endText(run: ScanRun): string {
  const what = owner(run)
  if (run.timedOut) return `${what} stopped by us: time is up`
  const leftover = run.survived ? ', but processes of it went on' : ''
  if (run.signal !== null) return `${what} ended by ${escapeText(run.signal, 20)}${leftover}`
  return `${what} exit ${run.exitCode ?? '?'}${leftover}`
}

function runMoments(run: ScanRun): Moment[] {
  const start: Moment = {
    time: run.startedAt,
    rank: 0,
    text: `${owner(run)}   ${escapeText(run.command)}`.trimEnd(),
    inside: false,
  }
  const requests = run.requests.map((request): Moment => {
    const scheme = /^[a-z]+/.exec(request.url)?.[0] ?? 'request'
    const size = request.bodyLength > 0 ? `  ${bytes(request.bodyLength)}` : ''
    const text = `${pad(scheme, KIND)}${escapeText(request.method, 16)} ${escapeText(request.url)}${size}`
    return { time: request.time, rank: 1, text, inside: true }
  })
  if (run.endedAt === null) return [start, ...requests]
  return [start, ...requests, { time: run.endedAt, rank: 2, text: endText(run), inside: false }]
}

/** A finding that queries, requests and the ends of runs do not show already. */
function isOwnMoment(finding: Finding, requested: ReadonlySet<string>): boolean {
  if (finding.time === null || TOLD_ELSEWHERE.has(finding.code)) return false
  return finding.code !== 'foreign-contact' || !requested.has(placeOf(finding) ?? '')
}

function findingMoment(finding: Finding): Moment {
  const text =
    finding.code === 'foreign-contact'
      ? `${pad('contact', KIND)}${endpointText(finding)}`
      : `${factLabel(finding.code)}  ${escapeText(finding.detail)}`
  return { time: finding.time ?? 0, rank: 1, text, inside: finding.package !== null }
}

function moments(report: ScanReport): Moment[] {
  const requested = new Set(report.runs.flatMap((run) => run.requests.map((request) => hostOf(request.url))))
  return [
    ...report.runs.flatMap(runMoments),
    ...report.queries.map((query): Moment => {
      const text = `${pad('dns', KIND)}${escapeText(query.type, 20)} ${escapeText(query.name)}`
      return { time: query.time, rank: 1, text, inside: query.package !== null }
    }),
    ...report.findings.filter((finding) => isOwnMoment(finding, requested)).map(findingMoment),
  ].toSorted((a, b) => a.time - b.time || a.rank - b.rank)
}

/** What happened, in order, with seconds since the first thing that happened. */
export function timeline(report: ScanReport, options: { columns: number; style: Style }): string[] {
  const all = moments(report)
  const start = all[0]?.time ?? 0
  return all.map((moment) => {
    const offset = (moment.time - start).toFixed(3).padStart(6)
    const branch = moment.inside ? '  └ ' : ''
    return `${options.style.dim(offset)}  ${branch}${cut(moment.text, options.columns - 8 - branch.length)}`
  })
}
