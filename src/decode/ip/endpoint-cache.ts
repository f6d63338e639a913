import type { Endpoint } from '../../model/index.ts'
import { u32 } from '../bytes.ts'
import { ipv4Text, ipv6Text } from './address.ts'

/** Slots of a direct-mapped cache: a newcomer takes the place of whatever is there, so memory is fixed. */
const SLOTS = 4096

/**
 * Endpoints as text, made once for as long as they stay in the cache: most packets of a capture belong to few
 * endpoints, and writing an address out costs more than all the rest of decoding a header.
 * The same object twice means the same endpoint; two objects may still be the same endpoint.
 */
export class EndpointCache {
  readonly #endpoints = new Cache<Endpoint>()
  readonly #addresses = new Cache<string>()

  endpoint(version: 4 | 6, bytes: Uint8Array, at: number, port: number): Endpoint {
    const slot = this.#endpoints.find(version, bytes, at, port)
    const known = this.#endpoints.values[slot]
    if (known !== undefined) return known
    const made = { address: this.#address(version, bytes, at), port }
    this.#endpoints.values[slot] = made
    return made
  }

  #address(version: 4 | 6, bytes: Uint8Array, at: number): string {
    const slot = this.#addresses.find(version, bytes, at, 0)
    const known = this.#addresses.values[slot]
    if (known !== undefined) return known
    const made = version === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at)
    this.#addresses.values[slot] = made
    return made
  }
}

class Cache<Value> {
  readonly #keys = new Uint32Array(SLOTS * 5)
  readonly values: (Value | undefined)[] = new Array<Value | undefined>(SLOTS).fill(undefined)

  /** The key's slot; its value is emptied if it was another key's. */
  find(version: 4 | 6, bytes: Uint8Array, at: number, port: number): number {
    const a = u32(bytes, at)
    const b = version === 4 ? 0 : u32(bytes, at + 4)
    const c = version === 4 ? 0 : u32(bytes, at + 8)
    const d = version === 4 ? 0 : u32(bytes, at + 12)
    const tail = version * 0x10000 + port
    const mixed =
      Math.imul(a ^ Math.imul(b ^ Math.imul(c ^ Math.imul(d, 31), 31), 31), 0x9e3779b1) ^
      Math.imul(tail, 0x85ebca6b)
    const slot = (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
    const keys = this.#keys
    const base = slot * 5
    const same =
      keys[base] === a &&
      keys[base + 4] === tail &&
      keys[base + 1] === b &&
      keys[base + 2] === c &&
      keys[base + 3] === d
    if (!same) {
      keys[base] = a
      keys[base + 1] = b
      keys[base + 2] = c
      keys[base + 3] = d
      keys[base + 4] = tail
      this.values[slot] = undefined
    }
    return slot
  }
}
