/**
 * IANA "EtherTypes" (IEEE 802 numbers), as of 2025-11-01:
 * https://www.iana.org/assignments/ieee-802-numbers/ieee-802-numbers.xhtml
 */
export const ETHER_TYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const

/** 802.1Q, 802.1ad, and two that vendors used for stacked tags before it. */
export function isVlanTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200
}

/** Values below are lengths of 802.3 frames (spanning tree and the like), not types. */
const FIRST_TYPE = 0x0600

/** Housekeeping of the local link that reaches nobody behind it: ARP, RARP, EAPOL, LLDP, loopback test. */
const LOCAL: ReadonlySet<number> = new Set([0x0806, 0x8035, 0x888e, 0x88cc, 0x9000])

export function staysOnLink(type: number): boolean {
  return type < FIRST_TYPE || LOCAL.has(type)
}
