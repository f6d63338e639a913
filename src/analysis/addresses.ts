import type { Endpoint } from '../model/index.ts'
import { rulingService } from './well-known.ts'

/** Packages that talk to themselves inside the box. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}

/** Packages that talk to themselves, and not to what rules the machine. */
export function isWithin(source: Endpoint, destination: Endpoint): boolean {
  const isInside = isLoopback(source.address) && isLoopback(destination.address)
  return isInside && rulingService(destination.port) === null
}

/** A private network's own broadcast (RFC 1918), by the usual mask: NetBIOS asks there. */
export function isPrivateBroadcast(address: string): boolean {
  return /^(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.255$/.test(address)
}

/**
 * Groups that no router passes on: 224.0.0.0/24 and ff01, ff02 (IANA multicast registries, 2025), SSDP's
 * 239.255.255.250 and the limited broadcast.
 */
export function isLinkLocalGroup(address: string): boolean {
  return /^224\.0\.0\.\d+$|^ff0[12]:/.test(address) || GROUPS.has(address)
}

const GROUPS = new Set(['239.255.255.250', '255.255.255.255'])

/** The address that a reverse lookup asks for; null when the name is none. IPv6 only as far as `::1`. */
export function reverseAddress(name: string): string | null {
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name)
  if (v4 !== null) return v4.slice(1, 5).reverse().join('.')
  return /^1\.(0\.){31}ip6\.arpa$/.test(name) ? '::1' : null
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.address === b.address && a.port === b.port
}

export function endpointText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
