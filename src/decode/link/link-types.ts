/**
 * "Link-layer header types" of tcpdump.org, as of 2025-11-01: https://www.tcpdump.org/linktypes.html
 * 12 and 14 are what some systems wrote for RAW before it had a number of its own.
 */
export const LINK_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'NULL'],
  [1, 'EN10MB'],
  [12, 'RAW'],
  [14, 'RAW'],
  [101, 'RAW'],
  [108, 'LOOP'],
  [113, 'LINUX_SLL'],
  [228, 'IPV4'],
  [229, 'IPV6'],
  [276, 'LINUX_SLL2'],
])

export function linkTypeName(linkType: number): string {
  return LINK_TYPES.get(linkType) ?? `LINKTYPE_${linkType}`
}

/** The upper bits of the field tell of frame check sequences: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html */
export function withoutFcsBits(field: number): number {
  return field & 0xffff
}
