/** What was asked, as far as an answer depends on it. */
export interface Asked {
  readonly method: string
  /** Of the Host header: lower case, no port. */
  readonly host: string
  /** Where it was sent. */
  readonly address: string
  /** With its query. */
  readonly path: string
  readonly accept: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export function text(body: string, headers: Answer['headers'] = {}): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain', ...headers }, body }
}

export function json(value: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  }
}

/** Nothing to download. */
export const NOT_FOUND: Answer = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'Not Found',
}
