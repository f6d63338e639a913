import type { Endpoint, Evidence } from '../model/index.ts'
import { isLoopback, sameEndpoint } from './addresses.ts'

/** What the addresses and names of this watch stand for. */
export interface Places {
  /** The watcher's own: markers and channels. Port 0 stands for any port of the address. */
  isOwn(endpoint: Endpoint): boolean
  /** The DNS server of the box: whatever it is asked, it is the usual way to ask. */
  isOwnResolver(endpoint: Endpoint): boolean
  isRegistry(endpoint: Endpoint): boolean
  isRegistryHost(name: string): boolean
  /** The name for which our DNS server gave this address out. What answers on the wire say proves nothing. */
  nameOf(address: string): string | null
}

const DNS_PORT = 53

export function placesOf(evidence: Pick<Evidence, 'own' | 'registries' | 'names' | 'resolver'>): Places {
  const own = new Set(evidence.own.map(keyOf))
  const registries = new Set(evidence.registries.map(keyOf))
  const hosts = new Set(evidence.registries.map((one) => one.host))
  const names = new Map([
    ...evidence.names.map((one) => [one.address, one.name] as const),
    ...evidence.registries.map((one) => [one.address, one.host] as const),
  ])
  return {
    isOwn: (endpoint) => own.has(keyOf(endpoint)) || own.has(keyOf({ ...endpoint, port: 0 })),
    // On loopback there is no other: a package that has 127.0.0.53 built in asks ours.
    isOwnResolver: (endpoint) =>
      sameEndpoint(endpoint, evidence.resolver) ||
      (endpoint.port === DNS_PORT && isLoopback(endpoint.address)),
    isRegistry: (endpoint) => registries.has(keyOf(endpoint)),
    isRegistryHost: (name) => hosts.has(name),
    nameOf: (address) => names.get(address) ?? null,
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
}
