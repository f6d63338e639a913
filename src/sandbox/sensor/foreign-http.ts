import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SeenRequest } from '../../model/index.ts'
import type { Accepted } from './accepted.ts'
import type { Answer } from './answers/answer.ts'

/** Bytes of a body that are kept. */
const MAX_BODY = 1024 * 1024
const MAX_HEADERS = 100
const MAX_TEXT = 8_192
const MAX_HOST = 512

export interface ForeignTools {
  /** Seconds since 1970. */
  readonly now: () => number
  readonly onRequest: (seen: SeenRequest) => void
  readonly answer: (seen: SeenRequest) => Answer
}

/** Reads a request to somebody who is no registry to its end, tells it, and answers it. */
export function readForeignRequest(
  request: IncomingMessage,
  response: ServerResponse,
  from: Accepted,
  { now, onRequest, answer }: ForeignTools,
): void {
  const time = now()
  const kept: Buffer[] = []
  const hash = createHash('sha256')
  let length = 0
  let keptLength = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    hash.update(chunk)
    const room = MAX_BODY - keptLength
    if (room <= 0) return
    kept.push(chunk.subarray(0, room))
    keptLength += Math.min(room, chunk.length)
  })
  let seen: SeenRequest | undefined
  const told = (): SeenRequest => {
    if (seen !== undefined) return seen
    seen = {
      ...seenHead(request, from, time),
      bodyLength: length,
      body: Buffer.concat(kept),
      bodySha256: length === 0 ? null : hash.digest('hex'),
    }
    onRequest(seen)
    return seen
  }
  request.once('close', told) // also when the client goes away in the middle
  request.once('error', told)
  request.once('end', () => {
    const { status, headers, body } = answer(told())
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
  response.on('error', () => {}) // who asked has gone
}

/** All of a request but its body. */
export function seenHead(request: IncomingMessage, from: Accepted, time: number) {
  const { headers } = request
  return {
    time,
    run: from.owner.run,
    source: from.source,
    destination: from.destination,
    scheme: from.serverName === null ? ('http' as const) : ('https' as const),
    httpVersion: request.httpVersion,
    serverName: from.serverName,
    method: (request.method ?? '').slice(0, 32),
    // HTTP/2 has it as a field of its own (RFC 9113 §8.3.1).
    host: String(headers[':authority'] ?? headers.host ?? from.serverName ?? '').slice(0, MAX_HOST),
    path: (request.url ?? '').slice(0, MAX_TEXT),
    headers: pairs(request.rawHeaders),
  }
}

function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let i = 0; i + 1 < raw.length && list.length < MAX_HEADERS; i += 2) {
    list.push([(raw[i] ?? '').slice(0, 256), (raw[i + 1] ?? '').slice(0, MAX_TEXT)])
  }
  return list
}
