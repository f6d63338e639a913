import type { ScanReport, ScanRun } from '../../model/index.ts'
import { bytes } from '../words.ts'
import { html, lines, type Markup } from './markup.ts'

type Request = ScanRun['requests'][number]

const REQUESTS_MAX = 200
const BODY_MAX = 2_048
const HEADERS_MAX = 40

/** What was asked of strangers, decrypted where it was TLS: headers and the beginning of what was sent. */
export function requestsSection({ runs }: ScanReport, start: number): Markup {
  const all = runs.flatMap((run) => run.requests.map((request) => ({ run, request })))
  if (all.length === 0) return html`<p>No request could be read.</p>`
  const more = all.length - REQUESTS_MAX
  return html`${all.slice(0, REQUESTS_MAX).map(({ run, request }) => one(run, request, start))}${
    more > 0 ? html`<p class="soft">and ${more} more: the JSON has them all</p>` : null
  }`
}

function one(run: ScanRun, request: Request, start: number): Markup {
  const { method, url, bodyLength, headers = [], bodyStart, bodySha256, httpVersion } = request
  const size = bodyLength > 0 ? bytes(bodyLength) : 'no body'
  const text = [
    `${method} ${url}${httpVersion ? ` HTTP/${httpVersion}` : ''}`,
    ...headers.slice(0, HEADERS_MAX).map(([name, value]) => `${name}: ${value}`),
    ...(bodyStart ? ['', bodyStart.slice(0, BODY_MAX)] : []),
  ].join('\n')
  return html`<details><summary><span class="mono">${method} ${url}</span> <span class="soft">${size}, ${run.package ?? ''} ${run.script ?? run.phase}, ${(request.time - start).toFixed(3)} s</span></summary>
<pre>${lines(text, BODY_MAX * 4)}</pre>${bodySha256 ? html`<p class="soft">SHA-256 of the body <code>${bodySha256}</code></p>` : null}</details>`
}
