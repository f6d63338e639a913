import type { CaptureEvent, Endpoint, TcpDataEvent } from '../../model/index.ts'
import { isLinkLocalGroup, isLoopback } from '../addresses.ts'
import type { News } from '../news.ts'
import type { Places } from '../places.ts'
import { bytesText, sizeText } from '../text.ts'
import type { Sighting } from './sighting.ts'
import { claimedTarget, type Target, targetOf } from './target.ts'

type Kind = Pick<Sighting, 'transport' | 'protocol' | 'times' | 'fact'>

/** Every packet that went to anything but a registry or the box's own resolver. */
export function contactSightings(news: readonly News[], places: Places): readonly Sighting[] {
  return news.flatMap(({ event, run }) => {
    const kind = kindOf(event)
    if (kind === null || event.destination === null || event.source === null) return []
    const severity = isLocal(event, event.source, event.destination) ? 'info' : 'suspicious'
    return targetsOf(event, event.destination, places).map((target): Sighting => {
      const fact = event.kind === 'tcp-data' ? tcpFact(event, target, places) : kind.fact
      return { kind: 'contact', run, time: event.time, severity, ...target, ...kind, fact }
    })
  })
}

function kindOf(event: CaptureEvent): Kind | null {
  switch (event.kind) {
    case 'tcp-connect':
      return { transport: 'tcp', protocol: 'tcp', times: 1, fact: null }
    case 'tcp-data':
      return { transport: 'tcp', protocol: tcpProtocol(event), times: 0, fact: null }
    case 'udp-datagram': {
      const protocol = event.protocol === 'unknown' ? 'udp' : event.protocol
      const fact = `${sizeText(event.length)} ${bytesText(event.firstBytes)}`
      return { transport: 'udp', protocol, times: 1, fact }
    }
    case 'dns-query':
      return event.transport === 'tcp'
        ? null
        : { transport: 'udp', protocol: 'dns', times: 1, fact: 'a resolver' }
    case 'dns-answer':
      return { transport: 'udp', protocol: 'dns', times: 1, fact: 'a DNS answer that nobody asked for' }
    case 'other-ip':
      return { transport: 'ip', protocol: event.name.toLowerCase(), times: 1, fact: sizeText(event.length) }
    case 'malformed':
      return null
  }
}

function tcpProtocol({ protocol }: TcpDataEvent): string {
  return protocol === 'unknown' ? 'tcp' : protocol
}

function tcpFact(event: TcpDataEvent, target: Target, places: Places): string | null {
  if (event.host === null)
    return event.protocol === 'tls' ? 'no server name' : `sends ${bytesText(event.firstBytes)}`
  if (event.host !== target.host) return `asks for ${event.host}`
  const lookedUp = places.nameOf(event.destination.address)
  return lookedUp === event.host ? null : `at the address of ${lookedUp}`
}

function targetsOf(event: CaptureEvent, destination: Endpoint, places: Places): readonly Target[] {
  const target = targetOf(destination, places)
  const claimed = event.kind === 'tcp-data' ? claimedTarget(target, event.host, places) : null
  const all = claimed === null ? [target] : [target, claimed]
  if (places.isOwnResolver(destination)) return []
  return isRegistryStream(event, destination, places) ? all.slice(1) : all
}

/** Registries speak TCP: a datagram to one's address is no request for a package. */
function isRegistryStream({ kind }: CaptureEvent, destination: Endpoint, places: Places): boolean {
  return (kind === 'tcp-connect' || kind === 'tcp-data') && places.isRegistry(destination)
}

const DISCOVERY = new Set(['mdns', 'llmnr', 'nbns', 'ssdp', 'dns'])
const IGMP = 2
const ICMPV6 = 58

/** Packages that talk to themselves, and what only looks round on the own wire. */
function isLocal(event: CaptureEvent, source: Endpoint, destination: Endpoint): boolean {
  if (isLoopback(source.address) && isLoopback(destination.address)) return true
  if (!isLinkLocalGroup(destination.address)) return false
  if (event.kind === 'other-ip') return event.protocol === IGMP || event.protocol === ICMPV6
  return event.kind === 'dns-query' || (event.kind === 'udp-datagram' && DISCOVERY.has(event.protocol))
}
