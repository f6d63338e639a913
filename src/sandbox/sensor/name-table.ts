import type { RegistryEndpoint } from '../../model/index.ts'
import type { PlannedRegistry } from '../plan.ts'

/** RFC 2544 benchmarking range: routed nowhere, and no package has a reason to name an address in it. */
const FIRST_IPV4 = (198 << 24) | (18 << 16)
const IPV4_COUNT = 2 ** 17
/** Registries come first; addresses for other names begin behind them. */
const RESERVED = 256

/**
 * The invented addresses: one for each name that was asked for, so that a connection says which name it was
 * for. Only this table says so; answers seen on the wire prove nothing.
 */
export class NameTable {
  readonly registries: readonly RegistryEndpoint[]
  readonly #byName = new Map<string, { v4: string; v6: string }>()
  readonly #onName: (name: string, address: string) => void
  #next = RESERVED

  constructor(registries: readonly PlannedRegistry[], onName: (name: string, address: string) => void) {
    this.#onName = onName
    const hosts = [...new Set(registries.map(({ host }) => host))]
    this.registries = registries.flatMap((registry) =>
      addressesOf(registry.host, hosts.indexOf(registry.host)).map((address) => ({
        host: registry.host,
        address,
        port: registry.port,
      })),
    )
    for (const { host, address } of this.registries) {
      const known = this.#byName.get(host) ?? { v4: '', v6: '' }
      this.#byName.set(host, address.includes(':') ? { ...known, v6: address } : { ...known, v4: address })
    }
  }

  /** Address of a name in the wanted family; `name` is lower case without a trailing dot. Null when none is left. */
  address(name: string, family: 4 | 6): string | null {
    let entry = this.#byName.get(name)
    if (!entry) {
      if (this.#next >= IPV4_COUNT) return null
      entry = { v4: ipv4At(this.#next), v6: ipv6At(this.#next) }
      this.#next += 1
      this.#byName.set(name, entry)
      this.#onName(name, entry.v4)
      this.#onName(name, entry.v6)
    }
    return (family === 4 ? entry.v4 : entry.v6) || null
  }
}

function addressesOf(host: string, index: number): string[] {
  if (host === 'localhost') return ['127.0.0.1', '::1']
  if (/^[\d.]+$/.test(host) || host.includes(':')) return [host.replace(/^\[|\]$/g, '')]
  return [ipv4At(index + 1), ipv6At(index + 1)]
}

function ipv4At(index: number): string {
  const value = (FIRST_IPV4 + index) >>> 0
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')
}

/** RFC 5180 benchmarking range. */
function ipv6At(index: number): string {
  return `2001:2::${index.toString(16)}`
}
