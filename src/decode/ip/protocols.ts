/**
 * IANA "Assigned Internet Protocol Numbers", as of 2025-11-01:
 * https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml
 */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'hopopt'],
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipv4'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'ipv6-icmp'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [88, 'eigrp'],
  [89, 'ospfigp'],
  [94, 'ipip'],
  [97, 'etherip'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [132, 'sctp'],
  [135, 'mobility-header'],
  [136, 'udplite'],
  [137, 'mpls-in-ip'],
  [139, 'hip'],
  [140, 'shim6'],
])

export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const

export function protocolName(protocol: number): string {
  return NAMES.get(protocol) ?? `protocol-${protocol}`
}
