import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Endpoint, RegistryEndpoint, SeenMessage, SocketOwner, Unread } from '../../model/index.ts'
import { type Accepted, aboutMessage } from './accepted.ts'
import type { ThrowAwayCa } from './certificates.ts'
import { dialogueOfPort, dialogueOfWords } from './dialogues/choose.ts'
import { type Dialogue, lineReader } from './dialogues/dialogue.ts'
import { FTP_DATA_PORT } from './dialogues/ftp.ts'
import { serveDnsStream } from './dns-server.ts'
import { HttpReader } from './http-reader.ts'
import { MessageCollector } from './message-collector.ts'
import type { NameTable } from './name-table.ts'
import { plainAddress } from './proc-net.ts'
import { terminateTls } from './tls-server.ts'
import { acceptUpgrade, frameReader } from './websocket.ts'

/**
 * Ports that listen from the start: the well-known ones of what packages were seen to use. Any other port
 * answers RST to the first attempt (its SYN is in the capture) and listens from then on.
 */
export const SINKHOLE_PORTS: readonly number[] = [
  53,
  80,
  443,
  853,
  ...[21, 22, 25, 465, 587, 1080, 1337, 2375, 3000, 3128, 3333, 4000, 4443, 4444, 5000, 5222],
  ...[6379, 6666, 6667, 8000, 8008, 8080, 8081, 8088, 8443, 8888, 9000, 9090, 9999, 14444, 31337],
  FTP_DATA_PORT,
]
const MAX_DYNAMIC_PORTS = 1_000
const MAX_CONNECTIONS = 2_000
/** A connection that says nothing is closed after this long. */
const IDLE_MS = 30_000
/** Where servers speak first, a client that has said nothing for so long waits for it. */
const GREETING_MS = 100
const TLS_HANDSHAKE = 0x16
const DNS_PORT = 53
const DNS_OVER_TLS = 853

export interface SinkholeOptions {
  readonly names: NameTable
  readonly ca: ThrowAwayCa
  /** Called for each connection before it is answered. */
  readonly onConnection: (source: Endpoint, destination: Endpoint) => SocketOwner
  /** A request that came to a registry's address. */
  readonly onRegistryRequest: (
    request: IncomingMessage,
    response: ServerResponse,
    to: RegistryEndpoint,
    from: Accepted,
  ) => void
  /** A request to anybody else. */
  readonly onForeignRequest: (request: IncomingMessage, response: ServerResponse, from: Accepted) => void
  /** A WebSocket or a tunnel was asked for: the request as it came. What goes over it is read by itself. */
  readonly onForeignHead: (request: IncomingMessage, from: Accepted) => void
  readonly onMessage: (message: SeenMessage) => void
  /** A line of NSS's key log: with it the capture can be decrypted. */
  readonly onKeyLine: (line: string) => void
}

/** Accepts TCP on every address, terminates TLS for any name, and reads what is said. */
export class Sinkhole {
  readonly #options: SinkholeOptions
  readonly #accepted = new WeakMap<Socket, Accepted>()
  readonly #listening = new Map<number, Server>()
  readonly #http: HttpReader
  readonly #messages: MessageCollector
  readonly #connections = new Set<Socket>()
  /** Have been told the server's first words. */
  readonly #greeted = new WeakSet<Socket>()

  constructor(options: SinkholeOptions) {
    this.#options = options
    this.#messages = new MessageCollector(options.onMessage)
    this.#http = new HttpReader({
      onRequest: (stream, request, response) => this.#onRequest(stream, request, response),
      onWebSocket: (stream, request, key, head) => this.#onWebSocket(stream, request, key, head),
      onConnect: (stream, request, head) => this.#onConnect(stream, request, head),
    })
  }

  async start(extraPorts: readonly number[]): Promise<void> {
    await Promise.all([...new Set([...SINKHOLE_PORTS, ...extraPorts])].map((port) => this.listen(port)))
  }

  /** Listens on one more port; quietly nothing when it does already. */
  listen(port: number): Promise<void> {
    if (this.#listening.has(port) || this.#listening.size > MAX_DYNAMIC_PORTS) return Promise.resolve()
    const server = createServer({ noDelay: true }, (socket) => this.#onSocket(socket))
    this.#listening.set(port, server)
    return new Promise((resolve) => {
      server.once('error', () => {
        // A package listens there itself: whoever connects is still looked for by the capture.
        this.#listening.delete(port)
        resolve()
      })
      server.listen({ port, host: '::', ipv6Only: false, backlog: 511 }, () => resolve())
    })
  }

  listensOn(port: number): boolean {
    return this.#listening.has(port)
  }

  /** Tells what those have said who still talk. */
  flush(): void {
    this.#messages.flush()
  }

  #onSocket(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#connections.size >= MAX_CONNECTIONS) {
      socket.destroy()
      return
    }
    this.#connections.add(socket)
    socket.once('close', () => this.#connections.delete(socket))
    const source = { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 }
    const destination = { address: plainAddress(socket.localAddress ?? ''), port: socket.localPort ?? 0 }
    const owner = this.#options.onConnection(source, destination)
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    const accepted = { source, destination, owner, serverName: null }
    this.#accepted.set(socket, accepted)
    this.#greetLater(socket, accepted)
    socket.once('data', (first: Buffer) => this.#onFirstBytes(socket, accepted, first))
  }

  #greetLater(stream: Socket, { destination }: Accepted): void {
    const banner = dialogueOfPort(destination.port)?.(destination.address).banner ?? ''
    if (banner === '') return
    const timer = setTimeout(() => {
      this.#greeted.add(stream)
      stream.write(banner)
    }, GREETING_MS)
    stream.once('data', () => clearTimeout(timer))
    stream.once('close', () => clearTimeout(timer))
  }

  #onFirstBytes(stream: Socket, accepted: Accepted, first: Buffer): void {
    const { port } = accepted.destination
    const secure = accepted.serverName !== null
    if (port === DNS_PORT || (secure && port === DNS_OVER_TLS)) {
      if (secure) this.#messages.collect(stream, aboutMessage(accepted, 'dot'), first)
      serveDnsStream(stream, first, this.#options.names)
    } else if (!secure && first[0] === TLS_HANDSHAKE) {
      this.#secure(stream, accepted, first)
    } else if (HttpReader.reads(first)) {
      this.#http.read(stream, first)
    } else {
      this.#readWords(stream, accepted, first)
    }
  }

  /** Neither TLS nor HTTP: whatever it is, it is kept, and answered where we know how. */
  #readWords(stream: Socket, accepted: Accepted, first: Buffer): void {
    const { port, address } = accepted.destination
    const dialogue = (dialogueOfPort(port) ?? dialogueOfWords(first))?.(address)
    if (dialogue !== undefined) this.#converse(stream, accepted, dialogue, first)
    else {
      const protocol = accepted.serverName === null ? 'tcp' : 'tls'
      this.#messages.collect(stream, aboutMessage(accepted, protocol), first)
    }
  }

  #converse(stream: Socket, accepted: Accepted, dialogue: Dialogue, first: Buffer): void {
    if (!this.#greeted.has(stream)) stream.write(dialogue.banner)
    const read = lineReader(dialogue, (text) => stream.write(text))
    this.#messages.collect(stream, aboutMessage(accepted, dialogue.protocol), first, (chunk) => {
      read(chunk)
      return chunk
    })
  }

  #secure(socket: Socket, accepted: Accepted, first: Buffer): void {
    socket.pause()
    socket.unshift(first)
    const { ca, onKeyLine } = this.#options
    const inside = (serverName: string) => ({ ...accepted, serverName })
    terminateTls(socket, {
      ca,
      address: accepted.destination.address,
      onKeyLine,
      onReady: (stream, serverName) => {
        this.#accepted.set(stream, inside(serverName))
        this.#greetLater(stream, inside(serverName))
      },
      onFirst: (stream, serverName, bytes) => this.#onFirstBytes(stream, inside(serverName), bytes),
      onUnread: (why, serverName) => this.#onUnread(inside(serverName), why),
    })
  }

  #onUnread(accepted: Accepted, unread: Unread): void {
    this.#options.onMessage({
      ...aboutMessage(accepted, 'tls'),
      ...{ bytes: new Uint8Array(0), length: 0, unread },
    })
  }

  #onWebSocket(stream: Socket, request: IncomingMessage, key: string, head: Buffer): void {
    const accepted = this.#accepted.get(stream)
    if (accepted === undefined) {
      stream.destroy()
      return
    }
    this.#options.onForeignHead(request, accepted)
    stream.write(acceptUpgrade(key))
    this.#messages.collect(stream, aboutMessage(accepted, 'websocket'), head, frameReader())
  }

  /** Whoever it is for, it is us who read it. */
  #onConnect(stream: Socket, request: IncomingMessage, head: Buffer): void {
    const accepted = this.#accepted.get(stream)
    if (accepted === undefined) {
      stream.destroy()
      return
    }
    this.#options.onForeignHead(request, accepted)
    stream.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) stream.unshift(head)
    stream.once('data', (first: Buffer) => this.#onFirstBytes(stream, accepted, first))
    stream.resume()
  }

  #onRequest(stream: Socket, request: IncomingMessage, response: ServerResponse): void {
    const from = this.#accepted.get(stream)
    if (from === undefined) {
      stream.destroy()
      return
    }
    const registry = this.#options.names.registries.find(
      ({ address, port }) => address === from.destination.address && port === from.destination.port,
    )
    if (registry) this.#options.onRegistryRequest(request, response, registry, from)
    else this.#options.onForeignRequest(request, response, from)
  }
}
