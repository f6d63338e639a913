import http2 from 'node:http2'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { BoxSetup, BoxWork } from '../plan.ts'
import type { GatewayAnswer, GatewayRequest } from '../sandbox.ts'
import type { TarballFolder } from '../tarball-folder.ts'
import {
  MAX_MESSAGE_BYTES,
  MAX_WATCH_BYTES,
  MAX_WATCH_MESSAGES,
  PIPE_PATHS,
  REGISTRY_HEADERS,
  type SensorMessage,
} from './messages.ts'

export interface HostEndOptions {
  readonly setup: BoxSetup
  readonly work: Promise<BoxWork>
  readonly onMessage: (message: SensorMessage) => void
  /** Awaited before more is read: the capture flows at the speed of whoever keeps it. */
  readonly onCapture: (chunk: Uint8Array) => Promise<void> | void
  readonly gateway: (request: GatewayRequest) => Promise<GatewayAnswer>
  /** Where the folders with tarballs lie, for a box that cannot see them itself. */
  readonly tarballs?: readonly TarballFolder[]
  /** The other end broke the protocol; the watch cannot be trusted any more. */
  readonly onBroken: (reason: string) => void
}

/** The host's end of the pipe. It serves; whatever comes is hostile until it has been parsed. */
export function serveHostEnd(duplex: Duplex, options: HostEndOptions): { readonly close: () => void } {
  const server = http2.createServer({ settings: { initialWindowSize: 16 * 1024 * 1024 } })
  server.on('sessionError', (error) => options.onBroken(error.message))
  const said: Said = { bytes: 0, messages: 0 }
  server.on('stream', (stream, headers) => {
    stream.on('error', (error) => options.onBroken(error.message))
    answer(stream, headers, options, said).catch((error: unknown) => {
      options.onBroken(error instanceof Error ? error.message : String(error))
    })
  })
  duplex.on('error', () => options.onBroken('the pipe to the sandbox broke'))
  server.emit('connection', duplex)
  return { close: () => duplex.destroy() }
}

async function answer(
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
  options: HostEndOptions,
  said: Said,
): Promise<void> {
  switch (headers[':path']) {
    case PIPE_PATHS.setup:
      stream.respond({ ':status': 200 })
      stream.end(JSON.stringify(options.setup))
      return
    case PIPE_PATHS.work: {
      const work = JSON.stringify(await options.work)
      stream.respond({ ':status': 200 })
      stream.end(work)
      return
    }
    case PIPE_PATHS.events:
      await readMessages(stream, said, options.onMessage)
      stream.respond({ ':status': 204 }, { endStream: true })
      return
    case PIPE_PATHS.capture:
      for await (const chunk of stream) await options.onCapture(chunk as Uint8Array)
      if (!stream.closed) stream.respond({ ':status': 204 }, { endStream: true })
      return
    case PIPE_PATHS.registry:
      await answerRegistry(stream, headers, options.gateway)
      return
    case PIPE_PATHS.tarball:
      await answerTarball(stream, String(headers[REGISTRY_HEADERS.path] ?? ''), options)
      return
    default:
      stream.respond({ ':status': 404 }, { endStream: true })
  }
}

/** What was said so far, on however many streams. */
interface Said {
  bytes: number
  messages: number
}

async function readMessages(
  stream: AsyncIterable<Buffer>,
  said: Said,
  onMessage: (message: SensorMessage) => void,
): Promise<void> {
  // Parts of a line that has not ended: joined once, because a body of a megabyte comes in hundreds of them.
  let parts: string[] = []
  let length = 0
  const decoder = new TextDecoder()
  for await (const chunk of stream) {
    said.bytes += chunk.length
    if (said.bytes > MAX_WATCH_BYTES) throw new Error('the sandbox says too much')
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n')
    parts.push(first)
    length += first.length
    if (length > MAX_MESSAGE_BYTES) throw new Error('a message from the sandbox is too long')
    if (others.length === 0) continue
    const rest = others.pop() ?? ''
    said.messages += others.length + 1
    if (said.messages > MAX_WATCH_MESSAGES) throw new Error('the sandbox says too much')
    for (const line of [parts.join(''), ...others]) onMessage(JSON.parse(line) as SensorMessage)
    parts = [rest]
    length = rest.length
  }
}

/** Only what the work names is served, whatever is asked for. */
async function answerTarball(
  stream: http2.ServerHttp2Stream,
  path: string,
  { work, tarballs = [] }: HostEndOptions,
): Promise<void> {
  const { packages } = await work
  const folder = tarballs.find(({ to }) => path.startsWith(`${to}/`))
  if (!folder || !packages.some(({ tarball }) => tarball === path)) {
    stream.respond({ ':status': 404 }, { endStream: true })
    return
  }
  stream.respondWithFile(
    join(folder.from, path.slice(folder.to.length + 1)),
    {},
    {
      // Whoever asked may be gone: an answer then would throw where nobody catches.
      onError: () => {
        if (!stream.destroyed) stream.respond({ ':status': 404 }, { endStream: true })
      },
    },
  )
}

async function answerRegistry(
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
  gateway: HostEndOptions['gateway'],
): Promise<void> {
  const accept = headers.accept
  const answer = await gateway({
    method: headers[':method'] ?? 'GET',
    registry: String(headers[REGISTRY_HEADERS.registry] ?? ''),
    path: String(headers[REGISTRY_HEADERS.path] ?? ''),
    headers: accept === undefined ? {} : { accept },
  })
  if (stream.destroyed) return
  stream.respond({ ':status': answer.status, 'x-outcome': answer.outcome, ...answer.headers })
  for await (const chunk of answer.body) {
    if (stream.destroyed) return
    if (!stream.write(chunk)) await drained(stream)
  }
  stream.end()
}

/** More can be written, or nobody reads any more. */
function drained(stream: http2.ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle).off('close', settle)
      resolve()
    }
    stream.on('drain', settle).on('close', settle)
  })
}
