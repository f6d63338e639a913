import type { Endpoint } from '../../model/index.ts'
import { Direction } from './direction.ts'
import type { TcpTools } from './tools.ts'

/** Both ways of a TCP connection. */
export class Connection {
  /** Of the client's SYN; null if the capture began later. */
  readonly initialSequence: number | null
  readonly #toServer: Direction
  readonly #toClient: Direction
  /** Seen since the table last looked for a connection to forget. */
  touched = false

  constructor(tools: TcpTools, client: Endpoint, server: Endpoint, initialSequence: number | null) {
    this.initialSequence = initialSequence
    this.#toServer = new Direction(tools, client, server, true)
    this.#toClient = new Direction(tools, server, client, false)
  }

  get isWaiting(): boolean {
    return this.#toServer.isWaiting || this.#toClient.isWaiting
  }

  from(source: Endpoint): Direction {
    return isSame(this.#toServer.source, source) ? this.#toServer : this.#toClient
  }

  isFromClient(source: Endpoint): boolean {
    return isSame(this.#toServer.source, source)
  }

  get client(): Endpoint {
    return this.#toServer.source
  }

  get server(): Endpoint {
    return this.#toServer.destination
  }

  finish(time: number): void {
    this.#toServer.finish(time)
    this.#toClient.finish(time)
  }
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one === other || (one.port === other.port && one.address === other.address)
}
