import { once } from 'node:events'
import http2 from 'node:http2'
import type { Duplex } from 'node:stream'
import type { BoxSetup, BoxWork } from '../plan.ts'
import { PIPE_PATHS, REGISTRY_HEADERS, type SensorMessage } from './messages.ts'

/**
 * The sensor's end of the pipe: one duplex byte stream that carries one HTTP/2 connection, so that registry
 * reads, events and the capture flow side by side, each with its own flow control.
 */
export class SensorEnd {
  readonly #session: http2.ClientHttp2Session
  readonly #events: http2.ClientHttp2Stream

  constructor(stream: Duplex, onLost: () => void) {
    this.#session = http2.connect('http://host', {
      createConnection: () => stream,
      settings: { initialWindowSize: 16 * 1024 * 1024, enablePush: false },
    })
    this.#session.on('error', onLost)
    this.#session.on('close', onLost)
    this.#events = this.#post(PIPE_PATHS.events)
  }

  /** Asks the host what the box has to look like. */
  setup(): Promise<BoxSetup> {
    return this.#ask(PIPE_PATHS.setup)
  }

  /** Asks the host what to do; the answer comes when the host has read the packages. */
  work(): Promise<BoxWork> {
    return this.#ask(PIPE_PATHS.work)
  }

  send(message: SensorMessage): void {
    this.#events.write(`${JSON.stringify(message)}\n`)
  }

  /** Where the raw pcap goes. */
  capture(): http2.ClientHttp2Stream {
    return this.#post(PIPE_PATHS.capture)
  }

  registry(method: string, registry: string, path: string, headers: Record<string, string>) {
    return this.#session.request(
      {
        ...headers,
        ':path': PIPE_PATHS.registry,
        ':method': method,
        [REGISTRY_HEADERS.registry]: registry,
        [REGISTRY_HEADERS.path]: path,
      },
      { endStream: true },
    )
  }

  /** A tarball of the work, as the plan names it. Rejected when the host has none. */
  async tarball(path: string): Promise<http2.ClientHttp2Stream> {
    const stream = this.#session.request({ ':path': PIPE_PATHS.tarball, [REGISTRY_HEADERS.path]: path })
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpStatusHeader]
    if (headers[':status'] !== 200) throw new Error(`the host has no ${path}`)
    return stream
  }

  /** Sends the last message and waits until the host has everything. */
  async finish(message: SensorMessage): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      this.#events.once('response', () => resolve())
      this.#events.once('error', reject)
    })
    this.#events.end(`${JSON.stringify(message)}\n`)
    await answered
    this.#session.close()
  }

  async #ask<T>(path: string): Promise<T> {
    const stream = this.#session.request({ ':path': path, ':method': 'GET' })
    stream.setEncoding('utf8')
    let text = ''
    for await (const chunk of stream) text += chunk
    return JSON.parse(text) as T
  }

  #post(path: string): http2.ClientHttp2Stream {
    return this.#session.request({ ':path': path, ':method': 'POST' })
  }
}
