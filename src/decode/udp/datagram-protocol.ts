import { type Datagram, isOnPort, type Recognised } from './datagram.ts'
import { PORT } from './ports.ts'
import {
  dhcp,
  dhcpv6,
  dtls,
  netBios,
  ntp,
  type Recogniser,
  ssdp,
  stun,
  syslog,
  wireguard,
} from './recognisers.ts'

const onPort =
  (port: number): Recogniser =>
  (datagram) =>
    isOnPort(datagram, port) ? '' : null

/** The first that fits counts. On the ports of DNS there is nothing else, however broken it is. */
const RECOGNISERS: readonly (readonly [string, Recogniser])[] = [
  ['nbns', netBios],
  ['mdns', onPort(PORT.mdns)],
  ['llmnr', onPort(PORT.llmnr)],
  ['dns', onPort(PORT.dns)],
  ['ntp', ntp],
  ['ssdp', ssdp],
  ['stun', stun],
  ['dhcp', dhcp],
  ['dhcpv6', dhcpv6],
  ['syslog', syslog],
  ['dtls', dtls],
  ['wireguard', wireguard],
]

/**
 * What a datagram that is not DNS looks like; null if nothing here fits. The port gives the idea, the bytes must agree: a name must not make
 * foreign traffic look harmless.
 */
export function datagramProtocol(datagram: Datagram): Recognised | null {
  for (const [protocol, recogniser] of RECOGNISERS) {
    const note = recogniser(datagram)
    if (note !== null) return note === '' ? { protocol } : { protocol, note }
  }
  return null
}
