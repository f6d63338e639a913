import type { CaptureEvent, Endpoint } from '../../model/index.ts'
import { isLinkLocalGroup, isPrivateBroadcast, isWithin } from '../addresses.ts'
import type { News } from '../news.ts'
import type { Places } from '../places.ts'
import { datagramFact, otherIpFact, tcpFact } from './contact-facts.ts'
import type { Sighting } from './sighting.ts'
import { claimedTarget, placeOf, type Target, targetOf } from './target.ts'

type Kind = Pick<Sighting, 'transport' | 'protocol' | 'times'>

/** Every packet that went to anything but a registry or the box's own resolver. */
export function contactSightings(news: readonly News[], places: Places): readonly Sighting[] {
  return news.flatMap(({ event, run }) => {
    const kind = kindOf(event)
    if (kind === null || event.destination === null || event.source === null) return []
    const severity = isLocal(event, event.source, event.destination) ? 'info' : 'suspicious'
    return targetsOf(event, event.destination, places).map((target): Sighting => {
      const fact = factOf(event, target, places)
      const place = placeOf(target)
      return { kind: 'contact', run, time: event.time, severity, ...target, ...kind, place, fact }
    })
  })
}

function kindOf(event: CaptureEvent): Kind | null {
  switch (event.kind) {
    case 'tcp-connect':
      return { transport: 'tcp', protocol: 'tcp', times: 1 }
    case 'tcp-data':
      return { transport: 'tcp', protocol: event.protocol === 'unknown' ? 'tcp' : event.protocol, times: 0 }
    case 'udp-datagram':
      return { transport: 'udp', protocol: event.protocol === 'unknown' ? 'udp' : event.protocol, times: 1 }
    case 'dns-query':
      return event.transport === 'tcp' ? null : { transport: 'udp', protocol: 'dns', times: 1 }
    case 'dns-answer':
      return { transport: 'udp', protocol: 'dns', times: 1 }
    case 'other-ip':
      return { transport: 'ip', protocol: event.name.toLowerCase(), times: 1 }
    case 'malformed':
      return null
  }
}

function factOf(event: CaptureEvent, target: Target, places: Places): string | null {
  switch (event.kind) {
    case 'tcp-data':
      return tcpFact(event, target, places)
    case 'udp-datagram':
      return datagramFact(event, target, places)
    case 'dns-query':
      return 'a resolver'
    case 'dns-answer':
      return 'a DNS answer that nobody asked for'
    case 'other-ip':
      return otherIpFact(event)
    case 'tcp-connect':
    case 'malformed':
      return null
  }
}

function targetsOf(event: CaptureEvent, destination: Endpoint, places: Places): readonly Target[] {
  const target = targetOf(destination, places)
  const claimed = claimedTarget(target, hostOf(event), places)
  const all = claimed === null ? [target] : [target, claimed]
  if (places.isOwnResolver(destination)) return []
  return isRegistryStream(event, destination, places) ? all.slice(1) : all
}

/** The name that the client itself gave. */
function hostOf(event: CaptureEvent): string | null {
  return event.kind === 'tcp-data' || event.kind === 'udp-datagram' ? (event.host ?? null) : null
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
  if (isWithin(source, destination)) return true
  const isBroadcast = event.kind === 'udp-datagram' && isPrivateBroadcast(destination.address)
  if (!isBroadcast && !isLinkLocalGroup(destination.address)) return false
  if (event.kind === 'other-ip') return event.protocol === IGMP || event.protocol === ICMPV6
  return event.kind === 'dns-query' || (event.kind === 'udp-datagram' && DISCOVERY.has(event.protocol))
}
