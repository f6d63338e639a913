import type { CapturedContact, CaptureReport, QueriedName } from './capture-report.ts'
import { escapeText } from './escape.ts'
import { pad } from './layout.ts'
import { PLAIN_STYLE, type Style } from './style.ts'

/** Rows shown of each list; `--json` has all. */
const MAX_ROWS = 200
const MAX_NAME = 60
const MAX_SERVERS = 3

const CODE_WIDTH = 24

/** A capture for people: what was asked for, what was contacted, and whether the file is all there. */
export function captureText(report: CaptureReport, style: Style = PLAIN_STYLE): string {
  const { queries, contacts, limits, malformed } = report
  return [
    header(report, style),
    ...section('asked for', queries, queryRow, limits.queriesLeftOut, style),
    ...section('contacted', contacts, contactRow, limits.contactsLeftOut, style),
    ...(malformed.length === 0 ? [] : ['', style.yellow('could not be read')]),
    ...malformed.map(({ code, count }) => `  ${pad(code, CODE_WIDTH)} ${count}×`),
    '',
    registriesLine(report),
    ending(report, style),
    '',
  ].join('\n')
}

function header({ file, summary }: CaptureReport, style: Style): string {
  const { packets, bytes, linkTypes, firstTime, lastTime } = summary
  const seconds = firstTime === null || lastTime === null ? 0 : Math.max(0, lastTime - firstTime)
  const facts = [`${packets} packets`, `${bytes} bytes`, linkTypes.join(', '), `${seconds.toFixed(1)} s`]
  return `${style.bold(escapeText(file))}  ${facts.filter((fact) => fact !== '').join('  ')}`
}

function section<Row extends { readonly registry: boolean }>(
  title: string,
  rows: readonly Row[],
  text: (row: Row) => string,
  leftOut: number,
  style: Style,
): string[] {
  const lines = rows.slice(0, MAX_ROWS).map((row) => (row.registry ? style.dim(text(row)) : text(row)))
  const hidden = rows.length - lines.length
  return [
    '',
    style.bold(`${title} (${rows.length}${leftOut > 0 ? '+' : ''})`),
    ...(rows.length === 0 ? ['  nothing'] : lines),
    ...(hidden > 0 ? [`  … ${hidden} more: --json shows them`] : []),
    ...(leftOut > 0 ? [style.yellow(`  the list is full: ${leftOut} more were counted and not listed`)] : []),
  ]
}

function queryRow({ name, types, count, servers, registry }: QueriedName): string {
  const asked = servers.slice(0, MAX_SERVERS).map((server) => escapeText(server))
  const more = servers.length > MAX_SERVERS ? ' …' : ''
  return `${mark(registry)}${escapeText(name, MAX_NAME)}  ${escapeText(types.join(' '))}  ${count}×  at ${asked.join(' ')}${more}`
}

function contactRow({ address, port, protocol, host, count, registry }: CapturedContact): string {
  const place = port === 0 ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const called = host === null ? '' : `  ${escapeText(host, MAX_NAME)}`
  return `${mark(registry)}${escapeText(protocol)}  ${escapeText(place)}${called}  ${count}×`
}

function mark(registry: boolean): string {
  return registry ? '  registry  ' : '  '
}

function registriesLine({ registries }: CaptureReport): string {
  if (registries.length === 0) return 'no registry is known, so none is marked: --registry HOST'
  return `registry: ${registries.map((host) => escapeText(host)).join(', ')}`
}

function ending({ summary }: CaptureReport, style: Style): string {
  if (summary.complete) return style.green('the capture is complete')
  return style.red(`the capture is incomplete: ${summary.problem}`)
}
