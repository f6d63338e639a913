import type { Endpoint, Run } from '../../model/index.ts'
import { isLoopback } from '../addresses.ts'
import type { Attribution } from '../attribution.ts'
import type { Places } from '../places.ts'
import { knownPlace, rulingService } from '../well-known.ts'

/** What a packet went to, in the words in which a person would name it. */
export interface Target {
  readonly host: string | null
  readonly address: string | null
  readonly port: number | null
}

/** Behind a name the address is one that our DNS server made up: it says nothing. */
export function targetOf({ address, port }: Endpoint, places: Places): Target {
  const host = places.nameOf(address)
  const known = port === 0 ? null : port
  return host === null ? { host, address, port: known } : { host, address: null, port: known }
}

/** What the place is known for; null if for nothing. */
export function placeOf({ host, address, port }: Target): string | null {
  const place = host ?? address ?? ''
  return isLoopback(place) && port !== null ? rulingService(port) : knownPlace(place)
}

/** A name that the package itself gave (SNI, Host). Which name was looked up says where it went; both must be told. */
export function claimedTarget(target: Target, claimed: string | null, places: Places): Target | null {
  if (claimed === null || claimed === '' || target.host === null || claimed === target.host) return null
  return places.isRegistryHost(claimed) ? null : { ...target, host: claimed }
}

/** A Host header as a host: no port, lower case, no trailing dot. */
export function hostOfHeader(header: string): string {
  return header
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1')
}

/** Whose doing it is: as the sensor says, else by the socket. */
export function whose(
  one: {
    readonly run: number | null
    readonly time: number
    readonly source: Endpoint
    readonly destination: Endpoint
  },
  attribution: Attribution,
): Run | null {
  const { run, time, source, destination } = one
  return run === null ? attribution.ofSocket('tcp', time, source, destination) : attribution.ofRun(run, time)
}
