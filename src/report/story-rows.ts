import type { Finding } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { isContactOnly, type RequestKind, requestKind } from './kinds.ts'
import type { Row } from './layout.ts'
import { factLabel, faultDetail, looksLike, whyItMatters } from './messages.ts'
import { hostOf, placeOf, type SeenRequest, type Story } from './stories.ts'
import { bytes, count } from './words.ts'

/** A script that asks for a thousand hosts still gives a box that fits a screen; the JSON has them all. */
const VALUES_MAX = 5
const URL_MAX = 160
const DETAIL_MAX = 200
/** As long as the analysis leaves it. */
const FAULT_MAX = 300
const NAME_MAX = 120

/** What all requests of a story look like, when the story is nothing but downloads; else null. */
export function downloadKind(story: Story): RequestKind | null {
  if (story.requests.length === 0 || !isContactOnly(story.findings)) return null
  const kinds = story.requests.map(requestKind)
  if (kinds.includes(null)) return null
  // A place beside the requested hosts is not explained by them.
  const requested = requestedHosts(story)
  if (story.findings.some((finding) => finding.severity !== 'info' && !isRequested(finding, requested))) {
    return null
  }
  return kinds.find((kind) => kind !== 'archive') ?? 'archive'
}

function requestedHosts(story: Story): ReadonlySet<string> {
  return new Set(story.requests.map((request) => hostOf(request.url)))
}

function isRequested(finding: Finding, requested: ReadonlySet<string>): boolean {
  return requested.has(finding.host ?? '') || requested.has(finding.address ?? '')
}

function capped(values: readonly string[]): string[] {
  const unique = [...new Set(values)]
  if (unique.length <= VALUES_MAX) return unique
  const shown = unique.slice(0, VALUES_MAX - 1)
  return [...shown, `and ${count(unique.length - shown.length, 'more', 'more')}`]
}

export function requestText(request: SeenRequest): string {
  const url = escapeText(request.url, URL_MAX)
  const method = escapeText(request.method, 16)
  if (request.bodyLength > 0) return `${method} ${url}  ${bytes(request.bodyLength)}`
  return method === 'GET' ? url : `${method} ${url}`
}

/** `2001:db8::1 port 443 (tcp)`. With a name, its address is left out: our own DNS server invented it. */
export function endpointText(finding: Finding): string {
  const place = escapeText(placeOf(finding) ?? 'unknown', NAME_MAX)
  const port = finding.port === undefined || finding.port === 0 ? '' : ` port ${finding.port}`
  const protocol = finding.protocol === null ? '' : ` (${escapeText(finding.protocol, 20)})`
  return place + port + protocol
}

function lookupText(finding: Finding): string {
  return escapeText(placeOf(finding) ?? finding.detail, NAME_MAX)
}

export function pathText(path: readonly string[]): string {
  return path.map((name) => escapeText(name, NAME_MAX)).join(' → ')
}

function factText(finding: Finding): string {
  if (finding.code === 'watch-incomplete') return escapeText(faultDetail(finding.detail), FAULT_MAX)
  const detail = finding.detail === '' ? (placeOf(finding) ?? '') : finding.detail
  return escapeText(detail, DETAIL_MAX) + (finding.count > 1 ? `  (${finding.count} times)` : '')
}

/** One row for each other code: its facts, then why they matter. */
function factRows(story: Story): Row[] {
  const codes = new Set(story.findings.map((finding) => finding.code))
  codes.delete('foreign-lookup')
  codes.delete('foreign-contact')
  return [...codes].map((code) => {
    const findings = story.findings.filter((finding) => finding.code === code)
    const reasons = findings.map(whyItMatters).filter((reason) => reason !== null)
    return {
      label: factLabel(code),
      values: [...capped(findings.map(factText).filter((text) => text !== '')), ...new Set(reasons)],
    }
  })
}

/** Where all that a story tells was seen only under some circumstances. */
function conditionsOf({ findings }: Story): string[] {
  if (findings.some(({ condition, severity }) => condition === undefined && severity !== 'info')) return []
  return capped(
    findings.flatMap(({ condition }) => (condition === undefined ? [] : [escapeText(condition, 60)])),
  )
}

/** The facts of a story as rows: the script, where it goes, what it sends, what that looks like. */
export function storyRows(story: Story): Row[] {
  const kind = downloadKind(story)
  const requested = requestedHosts(story)
  const withCode = (code: Finding['code']) => story.findings.filter((finding) => finding.code === code)
  const command = story.command ?? (story.script === null ? '' : '(command not recorded)')
  // The URL of a download says the host; otherwise the look-up is news of its own.
  const lookups = kind === null ? withCode('foreign-lookup') : []
  const contacts = withCode('foreign-contact').filter((finding) => !isRequested(finding, requested))
  const rows: Row[] = [
    { label: story.script ?? '', values: command === '' ? [] : [escapeText(command)] },
    { label: 'looks up', values: capped(lookups.map(lookupText)) },
    { label: 'contacts', values: capped(contacts.map(endpointText)) },
    { label: 'asks for', values: capped(story.requests.filter((r) => r.bodyLength === 0).map(requestText)) },
    { label: 'sends', values: capped(story.requests.filter((r) => r.bodyLength > 0).map(requestText)) },
    ...factRows(story),
    { label: 'looks like', values: kind === null ? [] : [looksLike(kind)] },
    { label: 'only', values: conditionsOf(story) },
    { label: 'came with', values: story.path.length > 1 ? [pathText(story.path)] : [] },
  ]
  return rows.filter((row) => row.values.length > 0)
}
