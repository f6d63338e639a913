import { u8, u16 } from '../bytes.ts'

/**
 * IANA "Service Name and Transport Protocol Port Number Registry", as of 2025-11-01:
 * https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
 */
export const PORT = { dns: 53, ntp: 123, netbiosName: 137, ssdp: 1900, mdns: 5353, llmnr: 5355 } as const

/** Where a message that is not DNS is a fault and not something else. */
export function isDnsPort(port: number): boolean {
  return port === PORT.dns || port === PORT.mdns || port === PORT.llmnr
}

/**
 * NetBIOS name service (RFC 1002 §4.2) has the shape of DNS but not its names: 32 letters A–P that are 16 bytes.
 * The port alone proves nothing, or a DNS query to port 137 would be hidden by it.
 */
export function isNetBiosName(
  bytes: Uint8Array,
  start: number,
  end: number,
  sourcePort: number,
  destinationPort: number,
): boolean {
  if (sourcePort !== PORT.netbiosName && destinationPort !== PORT.netbiosName) return false
  if (end - start < 12 + 1 + 32 || u16(bytes, start + 4) + u16(bytes, start + 6) === 0) return false
  if (u8(bytes, start + 12) !== 32) return false
  for (let at = start + 13; at < start + 45; at++) {
    const letter = u8(bytes, at)
    if (letter < 0x41 || letter > 0x50) return false
  }
  return true
}
