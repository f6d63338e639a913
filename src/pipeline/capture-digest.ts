import { formatEndpoint } from '../decode/endpoint-text.ts'
import type { CaptureEvent, CaptureSummary, DnsQueryEvent, Endpoint } from '../model/index.ts'
import type { CaptureReport, QueriedName } from '../report/capture-report.ts'
import { ContactList } from './contact-list.ts'

/** Names and contacts listed each, some 20 MiB at worst. A flood of names is told of as a number. */
export const MAX_ENTRIES = 10_000
/** Types and servers listed for one name. */
const MAX_DETAILS = 16

const SCHEMA_VERSION = 1

interface Name {
  readonly types: string[]
  readonly servers: string[]
  count: number
  readonly first: number
}

/** Adds a capture's events up, in bounded memory however long the capture is. */
export class CaptureDigest {
  readonly #registries: ReadonlySet<string>
  readonly #names = new Map<string, Name>()
  readonly #contacts = new ContactList(MAX_ENTRIES)
  readonly #malformed = new Map<string, { count: number; readonly first: number }>()
  #namesLeftOut = 0

  constructor(registries: readonly string[]) {
    this.#registries = new Set(registries)
  }

  add(event: CaptureEvent): void {
    switch (event.kind) {
      case 'dns-query':
        this.#query(event)
        break
      case 'dns-answer':
        break
      case 'tcp-connect':
        this.#contacts.connected(event)
        break
      case 'tcp-data':
        this.#contacts.said(event)
        break
      case 'udp-datagram':
        this.#contacts.sent(event, event.protocol === 'unknown' ? 'udp' : event.protocol, event.host)
        break
      case 'other-ip':
        this.#contacts.sent(event, event.name)
        break
      case 'malformed':
        this.#problem(event.code, event.time)
        break
    }
  }

  report(file: string, summary: CaptureSummary): CaptureReport {
    return {
      schemaVersion: SCHEMA_VERSION,
      file,
      registries: [...this.#registries],
      summary,
      queries: [...this.#names].map(([name, rest]) => this.#queried(name, rest)),
      contacts: this.#contacts.list((host) => host !== null && this.#registries.has(host)),
      malformed: [...this.#malformed].map(([code, rest]) => ({ code, ...rest })),
      limits: {
        entries: MAX_ENTRIES,
        queriesLeftOut: this.#namesLeftOut,
        contactsLeftOut: this.#contacts.leftOut,
      },
    }
  }

  #queried(name: string, { types, count, servers, first }: Name): QueriedName {
    return { name, types, count, servers, first, registry: this.#registries.has(name) }
  }

  #query(event: DnsQueryEvent): void {
    if (event.transport === 'udp') this.#contacts.sent(event, dnsFlavour(event.destination.port))
    for (const { name, type } of event.questions) {
      const known = this.#names.get(name) ?? this.#newName(name, event.time)
      if (known === null) continue
      known.count++
      note(known.types, type)
      noteServer(known.servers, event.destination)
    }
  }

  #newName(name: string, first: number): Name | null {
    if (this.#names.size >= MAX_ENTRIES) {
      this.#namesLeftOut++
      return null
    }
    const made = { types: [], servers: [], count: 0, first }
    this.#names.set(name, made)
    return made
  }

  /** Codes are a closed list: no limit is needed. */
  #problem(code: string, time: number): void {
    const known = this.#malformed.get(code)
    if (known === undefined) this.#malformed.set(code, { count: 1, first: time })
    else known.count++
  }
}

function dnsFlavour(port: number): string {
  return port === 5353 ? 'mdns' : port === 5355 ? 'llmnr' : 'dns'
}

function note(list: string[], value: string): void {
  if (list.length < MAX_DETAILS && !list.includes(value)) list.push(value)
}

function noteServer(list: string[], server: Endpoint): void {
  if (list.length < MAX_DETAILS) note(list, formatEndpoint(server))
}
