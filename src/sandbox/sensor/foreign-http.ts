import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SeenRequest } from '../../model/index.ts'
import type { Accepted } from './sinkhole.ts'

/** Bytes of a body that are kept. */
const MAX_BODY = 1024 * 1024
const MAX_HEADERS = 100
const MAX_TEXT = 8_192

/**
 * Reads a request to somebody who is no registry, and answers it plainly: 404 to a download, an empty 200 to
 * anything sent. Never 401: packages were seen that destroy files when they are refused.
 */
export function readForeignRequest(
  request: IncomingMessage,
  response: ServerResponse,
  from: Accepted,
  secure: boolean,
  now: () => number,
  onRequest: (seen: SeenRequest) => void,
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
  const done = () => {
    onRequest({
      ...seenHead(request, from, secure, time),
      bodyLength: length,
      body: Buffer.concat(kept),
      bodySha256: length === 0 ? null : hash.digest('hex'),
    })
  }
  let told = false
  const once = () => {
    if (told) return
    told = true
    done()
  }
  request.once('close', once) // also when the client goes away in the middle
  request.once('end', () => {
    once()
    const download = request.method === 'GET' || request.method === 'HEAD'
    response.writeHead(download ? 404 : 200, { 'content-type': download ? 'text/plain' : 'application/json' })
    response.end(download ? 'Not Found' : '{}')
  })
}

/** All of a request but its body. */
export function seenHead(request: IncomingMessage, from: Accepted, secure: boolean, time: number) {
  return {
    time,
    run: from.owner.run,
    source: from.source,
    destination: from.destination,
    scheme: secure ? ('https' as const) : ('http' as const),
    httpVersion: request.httpVersion,
    method: (request.method ?? '').slice(0, 32),
    host: (request.headers.host ?? '').slice(0, 512),
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
