import type { ScanRun, SeenRequest } from '../model/index.ts'

/** A report has to be one that can be opened: of so many requests of a script more than a line is told. */
const WHOLE_MAX = 100
const HEADERS_MAX = 40
const VALUE_MAX = 200
const BODY_MAX = 2_048

type ToldRequest = ScanRun['requests'][number]

/** A request as a report tells it. What it says is hostile. */
export function toldRequest(request: SeenRequest, index: number): ToldRequest {
  const { time, method, scheme, host, path, bodyLength, httpVersion, headers, body, bodySha256 } = request
  const line = { time, method, url: `${scheme}://${host}${path}`, bodyLength }
  if (index >= WHOLE_MAX) return line
  return {
    ...line,
    ...(httpVersion === undefined ? {} : { httpVersion }),
    headers: headers
      .slice(0, HEADERS_MAX)
      .map(([name, value]) => [name.slice(0, VALUE_MAX), value.slice(0, VALUE_MAX)] as const),
    ...(body.length === 0 ? {} : { bodyStart: textOf(body.subarray(0, BODY_MAX)) }),
    ...(bodySha256 ? { bodySha256 } : {}),
  }
}

/** Text where it is text, else `base64:…`. */
function textOf(bytes: Uint8Array): string {
  // A character that is cut in two at the end is no reason to call it binary.
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  return /[\0-\x08\x0e-\x1f\ufffd]/.test(text) ? `base64:${Buffer.from(bytes).toString('base64')}` : text
}
