import http from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Endpoint, RegistryEndpoint, SocketOwner } from '../../model/index.ts'
import type { ThrowAwayCa } from './certificates.ts'
import { serveDnsStream } from './dns-server.ts'
import type { NameTable } from './name-table.ts'
import { plainAddress } from './proc-net.ts'

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
}

/** Accepts TCP on every address, terminates TLS for any name, reads HTTP; everything else is left to the capture. */
export class Sinkhole {
  readonly #options: SinkholeOptions
  readonly #accepted = new WeakMap<Socket, Accepted>()
  readonly #listening = new Map<number, Server>()
  readonly #http: http.Server
  readonly #connections = new Set<Socket>()

  constructor(options: SinkholeOptions) {
    this.#options = options
    this.#http = http.createServer((request, response) => this.#onRequest(request, response))
    this.#http.on('clientError', (_error, socket) => socket.destroy())
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
    socket.once('data', (first: Buffer) => this.#onFirstBytes(socket, first, destination))
  }

  #onFirstBytes(socket: Socket, first: Buffer, destination: Endpoint): void {
    socket.pause()
    if (destination.port === 53) {
      socket.resume()
      serveDnsStream(socket, first, this.#options.names)
      return
    }
    socket.unshift(first)
    if (first[0] === TLS_HANDSHAKE) {
      this.#secure(socket, destination)
    } else if (/^[A-Z]{3,10} /.test(first.toString('latin1', 0, 12))) {
      this.#http.emit('connection', socket)
      socket.resume() // the server does not: a body behind the first bytes would never be read
    } else {
      socket.resume() // read and let go: the capture has it
      socket.on('data', () => {})
    }
  }

  /** A client that sends no SNI gets a certificate for the address it connected to. */
  #secure(socket: Socket, destination: Endpoint): void {
    const { ca } = this.#options
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: ca.contextFor(destination.address),
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, ca.contextFor(name.toLowerCase())),
    })
    secured.on('error', () => socket.destroy())
    const accepted = this.#accepted.get(socket)
    if (accepted) this.#accepted.set(secured, accepted)
    this.#http.emit('connection', secured)
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
