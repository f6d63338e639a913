import { u8, u16, u32 } from '../bytes.ts'
import type { MalformedCode } from '../error.ts'
import { ETHER_TYPE, isVlanTag, staysOnLink } from './ether-types.ts'

/** Two are in use anywhere (QinQ); more are a way to hide. */
const MAX_VLAN_TAGS = 8

/** What a frame carries. `at` and `version` mean something after `find` returned null and only then. */
export class LinkLayer {
  at = 0
  /** 0: nothing that leaves the link. */
  version: 4 | 6 | 0 = 0

  /** Finds the IP packet in a frame of a known link type. */
  find(linkType: number, bytes: Uint8Array, start: number, end: number): MalformedCode | null {
    switch (linkType) {
      case 1:
        return this.#etherType(bytes, start + 12, end)
      case 113:
        return this.#etherType(bytes, start + 14, end)
      case 276:
        return this.#sll2(bytes, start, end)
      case 0:
      case 108:
        return this.#family(bytes, start, end)
      default:
        return this.#raw(linkType, bytes, start, end)
    }
  }

  /** From the type field on, through the VLAN tags. */
  #etherType(bytes: Uint8Array, typeAt: number, end: number): MalformedCode | null {
    let at = typeAt
    for (let tags = 0; tags <= MAX_VLAN_TAGS; tags++) {
      if (at + 2 > end) return 'frame-truncated'
      const type = u16(bytes, at)
      if (!isVlanTag(type)) return this.#payload(type, at + 2)
      at += 4
    }
    return 'vlan-too-deep'
  }

  #payload(type: number, at: number): MalformedCode | null {
    this.at = at
    this.version = type === ETHER_TYPE.ipv4 ? 4 : type === ETHER_TYPE.ipv6 ? 6 : 0
    return this.version !== 0 || staysOnLink(type) ? null : 'frame-unknown'
  }

  /** The type comes first and the payload 20 bytes later; VLAN tags, if any, stand in the payload. */
  #sll2(bytes: Uint8Array, start: number, end: number): MalformedCode | null {
    if (start + 20 > end) return 'frame-truncated'
    const type = u16(bytes, start)
    return isVlanTag(type) ? this.#etherType(bytes, start + 22, end) : this.#payload(type, start + 20)
  }

  /** An address family in the byte order of whoever captured; IPv6 is 10, 24, 28 or 30 by system. */
  #family(bytes: Uint8Array, start: number, end: number): MalformedCode | null {
    if (start + 4 > end) return 'frame-truncated'
    const word = u32(bytes, start)
    const family = word > 0xffff ? u8(bytes, start) | (u8(bytes, start + 1) << 8) : word
    this.at = start + 4
    this.version = family === 2 ? 4 : [10, 24, 28, 30].includes(family) ? 6 : 0
    return this.version === 0 ? 'frame-unknown' : null
  }

  #raw(linkType: number, bytes: Uint8Array, start: number, end: number): MalformedCode | null {
    if (start >= end) return 'frame-truncated'
    const version = u8(bytes, start) >> 4
    if (version !== 4 && version !== 6) return 'ip-version'
    if (linkType === 228 && version !== 4) return 'ip-version'
    if (linkType === 229 && version !== 6) return 'ip-version'
    this.at = start
    this.version = version
    return null
  }
}
