import type { DnsQueryEvent, DnsQuestion } from '../../model/index.ts'
import { endpointText, isLinkLocalGroup, isLoopback, reverseAddress } from '../addresses.ts'
import type { News } from '../news.ts'
import type { Places } from '../places.ts'
import { knownPlace } from '../well-known.ts'
import type { Sighting } from './sighting.ts'

/** Every name that was asked for, of whatever server, and that is not exactly a registry's. */
export function lookupSightings(news: readonly News[], places: Places): readonly Sighting[] {
  return news.flatMap(({ event, run }) => {
    if (event.kind !== 'dns-query') return []
    const foreign = event.questions.filter((question) => !places.isRegistryHost(question.name))
    return foreign.map((question): Sighting => {
      return {
        kind: 'lookup',
        run,
        time: event.time,
        severity: isHarmless(question.name, event, places) ? 'info' : 'suspicious',
        host: question.name,
        address: null,
        port: null,
        transport: 'dns',
        protocol: 'dns',
        times: 1,
        place: knownPlace(question.name),
        fact: factOf(question, event, places),
      }
    })
  })
}

function factOf({ type }: DnsQuestion, { destination, transport }: DnsQueryEvent, places: Places): string {
  return places.isOwnResolver(destination)
    ? type
    : `${type} of the resolver ${endpointText(destination)} over ${transport}`
}

/** What stays on this machine or its own wire, and what only turns an address back into its name. */
function isHarmless(name: string, { destination }: DnsQueryEvent, places: Places): boolean {
  if (isLinkLocalGroup(destination.address)) return true
  if (!places.isOwnResolver(destination)) return false
  if (name === 'localhost' || (name.endsWith('.localhost') && !name.endsWith('\\.localhost'))) return true
  const address = reverseAddress(name)
  return address !== null && (isLoopback(address) || places.nameOf(address) !== null)
}
