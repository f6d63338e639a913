import { latin1, u8, u32 } from '../bytes.ts'
import { isNetBiosName, PORT } from './ports.ts'

/**
 * What a datagram that is not DNS looks like. The port gives the idea, the bytes must agree: a name must not make
 * foreign traffic look harmless.
 */
export function datagramProtocol(
  bytes: Uint8Array,
  start: number,
  end: number,
  sourcePort: number,
  destinationPort: number,
): string {
  const onPort = (port: number): boolean => sourcePort === port || destinationPort === port
  if (isNetBiosName(bytes, start, end, sourcePort, destinationPort)) return 'nbns'
  if (onPort(PORT.mdns)) return 'mdns'
  if (onPort(PORT.llmnr)) return 'llmnr'
  if (onPort(PORT.dns)) return 'dns'
  if (onPort(PORT.ntp) && isNtp(bytes, start, end)) return 'ntp'
  if (isSsdp(bytes, start, end)) return 'ssdp'
  if (isQuic(bytes, start, end)) return 'quic'
  return 'unknown'
}

/** RFC 5905 §7.3: 48 bytes or more, version 1 to 4, a mode that is not reserved. */
function isNtp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 48) return false
  const version = (u8(bytes, start) >> 3) & 7
  const mode = u8(bytes, start) & 7
  return version >= 1 && version <= 4 && mode >= 1
}

/** UPnP Device Architecture 2.0 §1: HTTP over UDP with one of three first lines. */
function isSsdp(bytes: Uint8Array, start: number, end: number): boolean {
  const line = latin1(bytes, start, Math.min(end, start + 15))
  return line === 'M-SEARCH * HTTP' || line === 'NOTIFY * HTTP/1' || line === 'HTTP/1.1 200 OK'
}

/** A long header (RFC 9000 §17.2) of version 1, 2 (RFC 9369) or a draft. */
function isQuic(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 7 || (u8(bytes, start) & 0x80) === 0) return false
  const version = u32(bytes, start + 1)
  if (u8(bytes, start + 5) > 20) return false
  return version === 1 || version === 0x6b3343cf || version >>> 8 === 0xff0000
}
