import type { CaptureEvent, Endpoint, Evidence, OtherIpEvent, Run } from '../model/index.ts'
import { isLoopback } from './addresses.ts'
import { type Attribution, socketKey } from './attribution.ts'
import type { Places } from './places.ts'

/** A packet worth a look, with the run whose doing it is. */
export interface News<E extends CaptureEvent = CaptureEvent> {
  readonly event: E
  readonly run: Run | null
}

/** An ICMP error that follows a datagram within this many seconds is the kernel's own answer to it. */
const KERNEL_ANSWER = 0.01
const ICMP = { protocol: 1, unreachable: 3 }
const ICMPV6 = { protocol: 58, unreachable: 1 }
const DNS_PORT = 53

/**
 * The capture without what the watch itself put on the wire, and without the answers to what is told already.
 * Everything that is left has to be explained.
 */
export function newsOf(evidence: Evidence, places: Places, attribution: Attribution): readonly News[] {
  const memory = createMemory()
  const news: News[] = []
  for (const event of evidence.network) {
    const known = isOwnTraffic(event, places) || memory.isAnswer(event) || isResolverAnswer(event, places)
    const run = attribute(event, attribution, memory)
    memory.remember(event, run)
    if (!known) news.push({ event, run })
  }
  return news
}

/** Names are news on whatever socket: a wide entry for our own DNS server's address must not hide its questions. */
function isOwnTraffic(event: CaptureEvent, places: Places): boolean {
  const { source, destination } = event
  if (event.kind === 'dns-query' && isResolver(event.destination, places)) return false
  // Markers are datagrams. Their port is free for TCP, and a script may connect from it.
  if (isTcp(event)) return false
  return (source !== null && places.isOwn(source)) || (destination !== null && places.isOwn(destination))
}

function isTcp(event: CaptureEvent): boolean {
  return (
    event.kind === 'tcp-connect' ||
    event.kind === 'tcp-data' ||
    ('transport' in event && event.transport === 'tcp')
  )
}

function isResolver(endpoint: Endpoint, places: Places): boolean {
  return endpoint.port === DNS_PORT || places.isOwnResolver(endpoint)
}

/** A late one, whose question is not in the capture. Port 53 of loopback proves nothing of what leaves loopback. */
function isResolverAnswer(event: CaptureEvent, places: Places): boolean {
  return (
    event.kind === 'dns-answer' && places.isOwnResolver(event.source) && isLoopback(event.destination.address)
  )
}

interface Memory {
  isAnswer(event: CaptureEvent): boolean
  /** Who opened the connection that these bytes belong to; undefined when its beginning was not seen. */
  opener(event: CaptureEvent): Run | null | undefined
  remember(event: CaptureEvent, run: Run | null): void
}

function createMemory(): Memory {
  const datagrams = new Set<string>()
  const lastDatagram = new Map<string, number>()
  const openers = new Map<string, Run | null>()
  const isKernelAnswer = (event: OtherIpEvent) => {
    const { protocol, unreachable } = event.protocol === ICMPV6.protocol ? ICMPV6 : ICMP
    const said = lastDatagram.get(`${event.destination.address} ${event.source.address}`)
    const isError = event.protocol === protocol && (event.type ?? unreachable) === unreachable
    return isError && said !== undefined && event.time - said >= 0 && event.time - said <= KERNEL_ANSWER
  }
  return {
    isAnswer: (event) => {
      if (event.kind === 'other-ip') return isKernelAnswer(event)
      if (event.kind !== 'dns-answer' && event.kind !== 'udp-datagram') return false
      // Over TCP the connection itself is told.
      if (event.kind === 'dns-answer' && event.transport === 'tcp') return true
      return datagrams.has(socketKey('udp', event.destination, event.source))
    },
    opener: (event) => {
      if (event.kind !== 'tcp-data' && !(event.kind === 'dns-query' && event.transport === 'tcp'))
        return undefined
      return openers.get(socketKey('tcp', event.source, event.destination))
    },
    remember: (event, run) => {
      if (event.kind === 'tcp-connect') openers.set(socketKey('tcp', event.source, event.destination), run)
      const { source, destination } = event
      if (!mayBeDatagram(event) || source === null || destination === null) return
      datagrams.add(socketKey('udp', source, destination))
      lastDatagram.set(`${source.address} ${destination.address}`, event.time)
    },
  }
}

/** What could not be read is answered all the same. */
function mayBeDatagram(event: CaptureEvent): boolean {
  const { kind } = event
  if (kind === 'dns-query' || kind === 'dns-answer') return event.transport === 'udp'
  return kind === 'udp-datagram' || kind === 'malformed'
}

function attribute(event: CaptureEvent, attribution: Attribution, memory: Memory): Run | null {
  const opener = memory.opener(event)
  if (opener !== undefined) return opener
  const { time, source, destination } = event
  if (source === null || destination === null) return attribution.ofRun(null, time)
  return attribution.ofSocket(transportOf(event), time, source, destination)
}

function transportOf(event: CaptureEvent): 'udp' | 'tcp' | 'icmp' {
  switch (event.kind) {
    case 'dns-query':
    case 'dns-answer':
      return event.transport
    case 'tcp-connect':
    case 'tcp-data':
      return 'tcp'
    case 'udp-datagram':
      return 'udp'
    case 'other-ip':
    case 'malformed':
      return 'icmp'
  }
}
