import type { Endpoint } from '../../model/index.ts'
import { Connection } from './connection.ts'
import type { TcpTools } from './tools.ts'

/** Connections remembered at one time, some 10 MiB. Installers have dozens; a flood is to be survived. */
const MAX_CONNECTIONS = 8192
/** Connections that get a second chance before one is forgotten. */
const MAX_CHANCES = 16

/** Connections by their two ends, whichever way a packet goes. Forgets the ones that were quiet longest, and says so. */
export class Connections {
  readonly #tools: TcpTools
  readonly #table = new Map<string, Connection>()
  #lastSource: Endpoint | null = null
  #lastDestination: Endpoint | null = null
  #last: Connection | undefined

  constructor(tools: TcpTools) {
    this.#tools = tools
  }

  find(source: Endpoint, destination: Endpoint): Connection | undefined {
    // Packets come in trains. The same object is the same endpoint.
    const isLast =
      (source === this.#lastSource && destination === this.#lastDestination) ||
      (source === this.#lastDestination && destination === this.#lastSource)
    if (!isLast) this.#remember(source, destination, this.#table.get(keyOf(source, destination)))
    if (this.#last !== undefined) this.#last.touched = true
    return this.#last
  }

  add(client: Endpoint, server: Endpoint, initialSequence: number | null, time: number): Connection {
    if (this.#table.size >= MAX_CONNECTIONS) this.#forgetOne(time)
    const made = new Connection(this.#tools, client, server, initialSequence)
    const key = keyOf(client, server)
    this.#table.delete(key)
    this.#table.set(key, made)
    this.#remember(client, server, made)
    return made
  }

  remove(source: Endpoint, destination: Endpoint): void {
    this.#table.delete(keyOf(source, destination))
    this.#remember(source, destination, undefined)
  }

  /** Makes room when all streams together keep too much. */
  trim(time: number): void {
    while (this.#tools.budget.exceeded && this.#table.size > 0) this.#forgetOne(time)
  }

  finish(time: number): void {
    for (const connection of this.#table.values()) connection.finish(time)
    this.#table.clear()
    this.#remember(null, null, undefined)
  }

  #remember(source: Endpoint | null, destination: Endpoint | null, connection: Connection | undefined): void {
    this.#lastSource = source
    this.#lastDestination = destination
    this.#last = connection
  }

  #forgetOne(time: number): void {
    for (let chances = 0; ; chances++) {
      const [key, connection] = this.#table.entries().next().value ?? []
      if (key === undefined || connection === undefined) return
      this.#table.delete(key)
      if (!connection.touched || chances === MAX_CHANCES) {
        this.#forget(connection, time)
        return
      }
      connection.touched = false
      this.#table.set(key, connection)
    }
  }

  #forget(connection: Connection, time: number): void {
    const { client, server, isWaiting } = connection
    connection.finish(time)
    if (isWaiting) this.#tools.emitter.malformed('tcp-evicted', time, client, server)
    if (this.#last === connection) this.#remember(null, null, undefined)
  }
}

/** The same for both ways. */
function keyOf(one: Endpoint, other: Endpoint): string {
  const a = `${one.address} ${one.port}`
  const b = `${other.address} ${other.port}`
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
