import { PROTOCOL } from './protocols.ts'

/**
 * IANA "ICMP Type Numbers", as of 2025-11-01:
 * https://www.iana.org/assignments/icmp-parameters/icmp-parameters.xhtml
 */
const ICMP: ReadonlyMap<number, string> = new Map([
  [0, 'echo-reply'],
  [3, 'destination-unreachable'],
  [5, 'redirect'],
  [8, 'echo-request'],
  [9, 'router-advertisement'],
  [10, 'router-solicitation'],
  [11, 'time-exceeded'],
  [12, 'parameter-problem'],
  [13, 'timestamp-request'],
  [14, 'timestamp-reply'],
  [42, 'extended-echo-request'],
  [43, 'extended-echo-reply'],
])

/**
 * IANA "ICMPv6 type Numbers", as of 2025-11-01:
 * https://www.iana.org/assignments/icmpv6-parameters/icmpv6-parameters.xhtml
 */
const ICMPV6: ReadonlyMap<number, string> = new Map([
  [1, 'destination-unreachable'],
  [2, 'packet-too-big'],
  [3, 'time-exceeded'],
  [4, 'parameter-problem'],
  [128, 'echo-request'],
  [129, 'echo-reply'],
  [130, 'multicast-listener-query'],
  [131, 'multicast-listener-report'],
  [132, 'multicast-listener-done'],
  [133, 'router-solicitation'],
  [134, 'router-advertisement'],
  [135, 'neighbor-solicitation'],
  [136, 'neighbor-advertisement'],
  [137, 'redirect'],
  [143, 'multicast-listener-report-v2'],
])

/** `icmp-echo-request`, `icmpv6-neighbor-solicitation`, `icmp-type-200`: who pings is told from who is answered. */
export function icmpName(protocol: number, type: number): string {
  const v6 = protocol === PROTOCOL.icmpv6
  return `${v6 ? 'icmpv6' : 'icmp'}-${(v6 ? ICMPV6 : ICMP).get(type) ?? `type-${type}`}`
}
