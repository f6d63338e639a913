import type { ScanReport, ScanRun } from '../../model/index.ts'
import { html, type Markup } from './markup.ts'

const RUNS_MAX = 200
const MARKS_MAX = 300

interface Mark {
  readonly time: number
  readonly label: string
  readonly isBad: boolean
}

/** Each process a bar, what it asked for and contacted as marks on it. Its text is in titles and in the list below. */
export function timelineSection(report: ScanReport): Markup {
  const { runs } = report
  if (runs.length === 0)
    return html`<p>Nothing ran: the packages hold nothing that runs while they are installed.</p>`
  const start = startOf(report)
  const end = Math.max(...runs.map(({ endedAt, startedAt }) => endedAt ?? startedAt), start + 0.001)
  const at = (time: number) =>
    `${Math.min(100, Math.max(0, ((time - start) / (end - start)) * 100)).toFixed(2)}%`
  const rows = runs.slice(0, RUNS_MAX).map((run) => {
    const marks = marksOf(run, report).slice(0, MARKS_MAX)
    const stop = run.endedAt ?? end
    const width = `${Math.max(0.4, ((stop - run.startedAt) / (end - start)) * 100).toFixed(2)}%`
    const title = `${nameOf(run)}: ${(run.startedAt - start).toFixed(3)} s to ${(stop - start).toFixed(3)} s, ${endOf(run)}`
    return html`<div class="row"><div><span class="mono">${nameOf(run)}</span><br><span class="soft">${(run.startedAt - start).toFixed(3)} s, ${endOf(run)}${marks.length === 0 ? '' : `, ${marks.length} on the wire`}</span></div>
<svg role="img" aria-label="${title}"><title>${title}</title><rect class="track" width="100%" height="22"/><rect class="bar" x="${at(run.startedAt)}" y="5" width="${width}" height="12" rx="3"/>${marks.map(
      ({ time, label, isBad }) =>
        html`<circle class="${isBad ? 'bad' : 'mark'}" cx="${at(time)}" cy="11" r="5"><title>${(time - start).toFixed(3)} s ${label}</title></circle>`,
    )}</svg></div>`
  })
  const more = runs.length - RUNS_MAX
  return html`<div>${rows}</div>${more > 0 ? html`<p class="soft">and ${more} more</p>` : null}`
}

/** When the first thing happened, seconds since 1970. */
export function startOf({ runs, queries }: ScanReport): number {
  const times = [...runs.map(({ startedAt }) => startedAt), ...queries.slice(0, 1).map(({ time }) => time)]
  return times.length === 0 ? 0 : times.reduce((least, time) => Math.min(least, time))
}

function nameOf({ package: name, version, script, phase }: ScanRun): string {
  return name === null ? phase : `${name}@${version ?? ''} ${script ?? phase}`
}

function endOf(run: ScanRun): string {
  if (run.timedOut) return 'stopped by us'
  const left = run.survived ? ', left processes running' : ''
  return `${run.signal === null ? `exit ${run.exitCode ?? '?'}` : run.signal}${left}`
}

function marksOf(run: ScanRun, report: ScanReport): Mark[] {
  const isOwn = (one: { package: string | null; version: string | null; script: string | null }) =>
    one.package === run.package && one.version === run.version && one.script === run.script
  return [
    ...report.queries
      .filter(isOwn)
      .map(({ time, name, type }) => ({ time, label: `dns ${type} ${name}`, isBad: false })),
    ...run.requests.map(({ time, method, url }) => ({ time, label: `${method} ${url}`, isBad: false })),
    ...report.findings
      .filter(isOwn)
      .flatMap(({ time, code, host, address, severity, allowed }) =>
        time === null || severity === 'info' || allowed
          ? []
          : [{ time, label: `${code} ${host ?? address ?? ''}`, isBad: true }],
      ),
  ].sort((a, b) => a.time - b.time)
}
