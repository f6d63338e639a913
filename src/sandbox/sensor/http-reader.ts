import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** RFC 9113 §3.4: what a client of HTTP/2 says first, as far as HTTP/1 could read it. */
const PREFACE = 'PRI * HTTP/2.0\r\n'
/** What else begins with a word (HELO, NICK, USER) is no HTTP. */
const METHODS: ReadonlySet<string> = new Set(http.METHODS)
/** Streams of one HTTP/2 connection at a time. */
const MAX_STREAMS = 100

export interface HttpHandlers {
  readonly onRequest: (stream: Socket, request: IncomingMessage, response: ServerResponse) => void
  /** A WebSocket was asked for. */
  readonly onWebSocket: (stream: Socket, request: IncomingMessage, key: string, head: Buffer) => void
  /** We were taken for a proxy: what follows is for somebody else. */
  readonly onConnect: (stream: Socket, request: IncomingMessage, head: Buffer) => void
}

/** Reads HTTP/1 and HTTP/2 from connections whose first bytes have been looked at. */
export class HttpReader {
  readonly #handlers: HttpHandlers
  readonly #http: http.Server
  /** Without upgrades: a request that asks for one we do not have is a request like any other. */
  readonly #plain: http.Server

  constructor(handlers: HttpHandlers) {
    this.#handlers = handlers
    this.#http = this.#server()
    this.#plain = this.#server()
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket as Socket, head))
    this.#http.on('connect', (request, socket, head) =>
      handlers.onConnect(socket as Socket, request, head as Buffer),
    )
  }

  static reads(first: Buffer): boolean {
    const start = first.toString('latin1', 0, 17)
    return start.startsWith(PREFACE) || METHODS.has(/^[A-Z-]{3,16}(?= )/.exec(start)?.[0] ?? '')
  }

  /** `first` has been read from the stream. */
  read(stream: Socket, first: Buffer): void {
    stream.pause()
    stream.unshift(first)
    if (first.toString('latin1', 0, PREFACE.length) === PREFACE) {
      void this.#readHttp2(stream)
      return
    }
    this.#http.emit('connection', stream)
    stream.resume() // the server does not: a body behind the first bytes would never be read
  }

  #server(): http.Server {
    const server = http.createServer((request, response) =>
      this.#handlers.onRequest(request.socket, request, response),
    )
    server.on('clientError', (_error, socket) => socket.destroy())
    return server
  }

  /** Loaded when it is spoken: most watches never need it. Its requests and responses are made like those of HTTP/1. */
  async #readHttp2(stream: Socket): Promise<void> {
    const http2 = await import('node:http2')
    if (stream.destroyed) return
    const server = http2.createServer(
      { settings: { maxConcurrentStreams: MAX_STREAMS } },
      (request, response) =>
        this.#handlers.onRequest(
          stream,
          request as unknown as IncomingMessage,
          response as unknown as ServerResponse,
        ),
    )
    server.on('sessionError', () => stream.destroy())
    server.emit('connection', stream)
  }

  #onUpgrade(request: IncomingMessage, stream: Socket, head: Buffer): void {
    const key = request.headers['sec-websocket-key']
    if (typeof key === 'string') {
      this.#handlers.onWebSocket(stream, request, key, head)
      return
    }
    stream.unshift(Buffer.concat([headText(request), head]))
    this.#plain.emit('connection', stream)
    stream.resume()
  }
}

/** A request's head as it came. */
function headText({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
