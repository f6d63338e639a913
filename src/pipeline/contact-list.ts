import { formatEndpoint } from '../decode/endpoint-text.ts'
import type { Endpoint, TcpDataEvent } from '../model/index.ts'
import type { CapturedContact } from '../report/capture-report.ts'

interface Contact {
  readonly endpoint: Endpoint
  readonly protocol: string
  readonly host: string | null
  count: number
  readonly first: number
}

interface Sent {
  readonly time: number
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** Where packets went, each place once for what was said there. Replies to places that are listed are no news. */
export class ContactList {
  readonly #limit: number
  readonly #contacts = new Map<string, Contact>()
  /** Connections of an endpoint whose client has not said anything yet. */
  readonly #silent = new Map<string, Contact>()
  /** Places, for telling an answer from a contact: as `address:port`, and the address alone as port 0. */
  readonly #places = new Set<string>()
  /** The same place again, by far the most common case: the same object is the same endpoint. */
  #lastDestination: Endpoint | null = null
  #lastProtocol = ''
  #lastHost: string | null = null
  #lastContact: Contact | undefined
  leftOut = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  connected(event: Sent): void {
    this.#count(this.#silent, formatEndpoint(event.destination), event, 'tcp', null)
  }

  /** The connection is silent no more. */
  said(event: TcpDataEvent): void {
    const place = formatEndpoint(event.destination)
    const silent = this.#silent.get(place)
    if (silent !== undefined && --silent.count === 0) this.#silent.delete(place)
    const protocol = event.protocol === 'unknown' ? 'tcp' : event.protocol
    this.#count(this.#contacts, `${place} ${protocol} ${event.host}`, event, protocol, event.host)
  }

  /** A datagram or any other packet; `host` as the client calls it. */
  sent(event: Sent, protocol: string, host: string | null = null): void {
    const { destination } = event
    if (this.#isLast(destination, protocol, host) && this.#lastContact) {
      this.#lastContact.count++
      return
    }
    if (this.#places.has(formatEndpoint(event.source))) return
    const key = `${formatEndpoint(destination)} ${protocol}${host === null ? '' : ` ${host}`}`
    this.#count(this.#contacts, key, event, protocol, host)
    this.#notePlace(destination)
    this.#lastDestination = destination
    this.#lastProtocol = protocol
    this.#lastHost = host
    this.#lastContact = this.#contacts.get(key)
  }

  list(isRegistry: (host: string | null) => boolean): CapturedContact[] {
    return [...this.#contacts.values(), ...this.#silent.values()]
      .sort((one, other) => one.first - other.first)
      .map(({ endpoint, protocol, host, count, first }) => ({
        address: endpoint.address,
        port: endpoint.port,
        protocol,
        host,
        count,
        first,
        registry: isRegistry(host),
      }))
  }

  #isLast(destination: Endpoint, protocol: string, host: string | null): boolean {
    return destination === this.#lastDestination && protocol === this.#lastProtocol && host === this.#lastHost
  }

  #count(map: Map<string, Contact>, key: string, event: Sent, protocol: string, host: string | null): void {
    const known = map.get(key)
    if (known !== undefined) known.count++
    else if (map.size >= this.#limit) this.leftOut++
    else map.set(key, { endpoint: event.destination, protocol, host, count: 1, first: event.time })
  }

  #notePlace({ address, port }: Endpoint): void {
    if (this.#places.size >= this.#limit * 2) return
    this.#places.add(formatEndpoint({ address, port }))
    this.#places.add(formatEndpoint({ address, port: 0 }))
  }
}
