import http from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Endpoint, RegistryEndpoint, SeenMessage, SocketOwner } from '../../model/index.ts'
import type { ThrowAwayCa } from './certificates.ts'
import { serveDnsStream } from './dns-server.ts'
import { MessageCollector } from './message-collector.ts'
import type { NameTable } from './name-table.ts'
import { plainAddress } from './proc-net.ts'
import { acceptUpgrade, frameReader } from './websocket.ts'

/**
 * Ports that listen from the start: the well-known ones of what packages were seen to use. Any other port
 * answers RST to the first attempt (its SYN is in the capture) and listens from then on.
 */
export const SINKHOLE_PORTS: readonly number[] = [
  53, 80, 443, 853, 21, 22, 25, 465, 587, 1080, 1337, 2375, 3000, 3128, 3333, 4000, 4443, 4444, 5000, 5222,
  6379, 6666, 6667, 8000, 8008, 8080, 8081, 8088, 8443, 8888, 9000, 9090, 9999, 14444, 31337,
]
const MAX_DYNAMIC_PORTS = 1_000
const MAX_CONNECTIONS = 2_000
/** A connection that says nothing is closed after this long. */
const IDLE_MS = 30_000
const TLS_HANDSHAKE = 0x16
/** What else begins with a word (HELO, NICK, USER) is no HTTP. */
const METHODS: ReadonlySet<string> = new Set(http.METHODS)
const DNS_OVER_TLS = 853
/** As long as a name can be. */
const MAX_NAME = 255

/** One accepted connection and what was learned of it before anything was read. */
export interface Accepted {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly owner: SocketOwner
}

export interface SinkholeOptions {
  readonly names: NameTable
  readonly ca: ThrowAwayCa
  /** Called for each connection before it is answered. */
  readonly onConnection: (source: Endpoint, destination: Endpoint) => SocketOwner
  /** A request that came to a registry's address. */
  readonly onRegistryRequest: (
    request: http.IncomingMessage,
    response: http.ServerResponse,
    to: RegistryEndpoint,
    from: Accepted,
  ) => void
  /** A request to anybody else. */
  readonly onForeignRequest: (
    request: http.IncomingMessage,
    response: http.ServerResponse,
    from: Accepted,
    secure: boolean,
  ) => void
  /** A WebSocket was asked for: the request as it came. What goes over it is a message. */
  readonly onForeignUpgrade: (request: http.IncomingMessage, from: Accepted, secure: boolean) => void
  readonly onMessage: (message: SeenMessage) => void
}

/** Accepts TCP on every address, terminates TLS for any name, reads HTTP; everything else is left to the capture. */
export class Sinkhole {
  readonly #options: SinkholeOptions
  readonly #accepted = new WeakMap<Socket, Accepted>()
  readonly #listening = new Map<number, Server>()
  readonly #http: http.Server
  readonly #messages: MessageCollector
  readonly #connections = new Set<Socket>()

  constructor(options: SinkholeOptions) {
    this.#options = options
    this.#http = http.createServer((request, response) => this.#onRequest(request, response))
    this.#http.on('clientError', (_error, socket) => socket.destroy())
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket as Socket, head))
    this.#messages = new MessageCollector(options.onMessage)
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
    this.#accepted.set(socket, { source, destination, owner })
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.once('data', (first: Buffer) => this.#onFirstBytes(socket, first, null))
  }

  /** `serverName`: what a TLS client called us; null for plain text. */
  #onFirstBytes(socket: Socket, first: Buffer, serverName: string | null): void {
    const accepted = this.#accepted.get(socket)
    if (accepted === undefined) {
      socket.destroy()
      return
    }
    const secure = serverName !== null
    const { port } = accepted.destination
    socket.pause()
    if (port === 53 || (secure && port === DNS_OVER_TLS)) {
      socket.resume()
      if (secure) this.#collect(socket, 'dot', serverName, first)
      serveDnsStream(socket, first, this.#options.names)
      return
    }
    if (!secure && first[0] === TLS_HANDSHAKE) {
      socket.unshift(first)
      this.#secure(socket, accepted)
    } else if (METHODS.has(/^[A-Z-]{3,16}(?= )/.exec(first.toString('latin1', 0, 17))?.[0] ?? '')) {
      socket.unshift(first)
      this.#http.emit('connection', socket)
      socket.resume() // the server does not: a body behind the first bytes would never be read
    } else {
      this.#collect(socket, secure ? 'tls' : 'tcp', serverName, first)
      socket.resume()
    }
  }

  #collect(socket: Socket, protocol: string, serverName: string | null, first: Buffer): void {
    const accepted = this.#accepted.get(socket)
    if (accepted === undefined) return
    this.#messages.collect(socket, this.#about(accepted, protocol, serverName))
    socket.emit('data', first)
  }

  #about({ source, destination, owner }: Accepted, protocol: string, serverName: string | null) {
    const { run } = owner
    return { time: owner.time, run, source, destination, secure: serverName !== null, serverName, protocol }
  }

  /** A client that sends no SNI gets a certificate for the address it connected to. */
  #secure(socket: Socket, accepted: Accepted): void {
    const { ca } = this.#options
    let serverName = ''
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: ca.contextFor(accepted.destination.address),
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => {
        serverName = name.toLowerCase().slice(0, MAX_NAME)
        done(null, ca.contextFor(name.toLowerCase()))
      },
    })
    secured.on('error', () => socket.destroy())
    this.#accepted.set(secured, accepted)
    secured.once('data', (first: Buffer) => this.#onFirstBytes(secured, first, serverName))
  }

  #onUpgrade(request: http.IncomingMessage, socket: Socket, head: Buffer): void {
    const accepted = this.#accepted.get(socket)
    const key = request.headers['sec-websocket-key']
    if (accepted === undefined || key === undefined) {
      socket.destroy()
      return
    }
    const secure = socket instanceof TLSSocket
    this.#options.onForeignUpgrade(request, accepted, secure)
    socket.write(acceptUpgrade(key))
    const name = secure ? String(request.headers.host ?? '').slice(0, MAX_NAME) : null
    this.#messages.collect(socket, this.#about(accepted, 'websocket', name), frameReader())
    if (head.length > 0) socket.emit('data', head)
    socket.resume()
  }

  /** Tells what those have said who still talk. */
  flush(): void {
    this.#messages.flush()
  }

  #onRequest(request: http.IncomingMessage, response: http.ServerResponse): void {
    const secure = request.socket instanceof TLSSocket
    const from = this.#accepted.get(request.socket)
    if (!from) {
      request.socket.destroy()
      return
    }
    const registry = this.#options.names.registries.find(
      ({ address, port }) => address === from.destination.address && port === from.destination.port,
    )
    if (registry) this.#options.onRegistryRequest(request, response, registry, from)
    else this.#options.onForeignRequest(request, response, from, secure)
  }
}
