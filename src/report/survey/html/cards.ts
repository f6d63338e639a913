import { html, type Markup, text } from '../../html/markup.ts'
import { downloadHeadline, headline } from '../../messages.ts'
import { placeOf } from '../../stories.ts'
import { bytes, count } from '../../words.ts'
import type { Evidence, EvidenceFinding, EvidenceRequest } from '../survey-report.ts'
import { KIND_MEANINGS } from '../words.ts'

const DOWNLOADS = new Set(['binary-download', 'node-headers'])

/** What one script did: who, what was asked for, what was sent, and where the proof is. */
export function evidenceCard(piece: Evidence, at: number): Markup {
  const worst = piece.findings[0]
  const severity = worst?.severity ?? 'info'
  const isAllowed = piece.findings.every(({ allowed }) => allowed === true)
  return html`<article class="card ${severity}" id="e${at}" tabindex="-1"><span class="badge ${severity}">${isAllowed ? 'allowed' : severity}</span>
<h3>${titleOf(piece)}</h3><dl>
${row(piece.script ?? piece.phase ?? 'script', piece.command === null ? [] : [mono(`${piece.command}${piece.exit === null ? '' : `  (${piece.exit})`}`)])}
${row(
  'asks for',
  piece.queries.map(({ name, type }) => mono(`${type} ${name}`)),
)}
${row('requests', piece.requests.map(requestLine))}
${row('findings', piece.findings.map(findingLine))}
${row('came with', piece.path.length > 1 ? [mono(piece.path.join(' → '))] : [])}
${row(
  'looks like',
  piece.kinds.map((kind) => html`<div>${KIND_MEANINGS[kind]}</div>`),
)}
${row('found in', [html`<div>${count(piece.targets, 'package')} of this survey</div>`])}
${row('scan', piece.scanId === null ? [html`<div class="soft">nothing had to run: the tree says it</div>`] : [mono(`dsca show ${piece.scanId}`)])}
${row('capture', piece.capture === null ? [] : [mono(piece.capture)])}</dl>
<a class="up" href="#findings">back to the findings</a></article>`
}

function titleOf(piece: Evidence): string {
  const { package: name, version, phase, script, path } = piece
  const worst = piece.findings[0]
  const who = { package: name, version, phase, script: null, path, time: null }
  if (worst === undefined) return name ?? 'this installation'
  const finding = { ...worst, ...who }
  const isDownload = piece.kinds.length > 0 && piece.kinds.every((kind) => DOWNLOADS.has(kind))
  const title = isDownload ? downloadHeadline(finding) : headline(finding)
  return script === null ? title : `${title} (${script})`
}

function row(label: string, values: readonly Markup[]): Markup | null {
  return values.length === 0 ? null : html`<dt>${label}</dt><dd>${values}</dd>`
}

function mono(words: string): Markup {
  return html`<div class="mono">${text(words, 400)}</div>`
}

function requestLine({ method, url, bodyLength, bodyStart }: EvidenceRequest): Markup {
  const size = bodyLength > 0 ? `  ${bytes(bodyLength)}` : ''
  return html`<div class="mono">${text(`${method} ${url}${size}`, 400)}${
    bodyStart === undefined ? null : html`<br><span class="soft">${text(bodyStart, 300)}</span>`
  }</div>`
}

function findingLine(finding: EvidenceFinding): Markup {
  const { code, port, protocol, detail, count: times, allowed } = finding
  const place = placeOf(finding)
  const facts = [
    ...(place === null ? [] : [`${place}${port ? ` port ${port}` : ''}`]),
    ...(protocol === null ? [] : [protocol]),
    ...(detail === '' ? [] : [detail]),
    ...(times > 1 ? [`${times} times`] : []),
    ...(allowed === true ? ['allowed'] : []),
  ]
  return html`<div><code>${code}</code> <span class="mono soft">${text(facts.join(', '), 400)}</span></div>`
}
