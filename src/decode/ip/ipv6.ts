import { u8, u16, u32 } from '../bytes.ts'
import type { MalformedCode } from '../error.ts'
import type { IpPacket } from './ip-packet.ts'

/** RFC 8200 names eight kinds, each to be used once (destination options twice); a longer chain hides something. */
const MAX_EXTENSION_HEADERS = 16

const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60
const MOBILITY = 135
const HIP = 139
const SHIM6 = 140

/** RFC 8200. Fills `packet` with what comes behind the extension headers. */
export function readIpv6(
  bytes: Uint8Array,
  start: number,
  end: number,
  packet: IpPacket,
): MalformedCode | null {
  if (start + 40 > end) return 'ip-truncated'
  if (u8(bytes, start) >> 4 !== 6) return 'ip-version'
  // 0: a jumbogram or segmentation offload; it reaches to the frame's end.
  const payloadLength = u16(bytes, start + 4) || end - start - 40
  packet.bytes = bytes
  packet.version = 6
  packet.source = start + 8
  packet.destination = start + 24
  packet.start = start + 40
  packet.end = Math.min(start + 40 + payloadLength, end)
  packet.protocol = u8(bytes, start + 6)
  packet.cut = start + 40 + payloadLength > end
  packet.fragment = false
  packet.fragmentOffset = 0
  packet.moreFragments = false
  return walkExtensions(packet, true)
}

/** The chain behind the fragment header, once the fragments are one packet again. */
export function continueIpv6(packet: IpPacket): MalformedCode | null {
  return walkExtensions(packet, false)
}

function walkExtensions(packet: IpPacket, mayBeFragment: boolean): MalformedCode | null {
  let mayStillBe = mayBeFragment
  for (let headers = 0; headers <= MAX_EXTENSION_HEADERS; headers++) {
    if (!isExtension(packet.protocol)) return null
    if (packet.start + 8 > packet.end) return brokenOff(packet)
    if (packet.protocol === FRAGMENT) {
      if (!mayStillBe) return 'ipv6-extension'
      mayStillBe = false
      if (readFragment(packet)) return null
    } else if (!skipOne(packet)) return brokenOff(packet)
  }
  return 'ipv6-extensions-too-many'
}

function brokenOff(packet: IpPacket): MalformedCode {
  return packet.cut ? 'ip-truncated' : 'ipv6-extension'
}

function skipOne(packet: IpPacket): boolean {
  const { bytes, start } = packet
  const units = u8(bytes, start + 1)
  packet.start += packet.protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8
  packet.protocol = u8(bytes, start)
  return packet.start <= packet.end
}

/** False for an atomic fragment (RFC 6946), which is a whole packet. */
function readFragment(packet: IpPacket): boolean {
  const { bytes, start } = packet
  const field = u16(bytes, start + 2)
  packet.protocol = u8(bytes, start)
  packet.start += 8
  packet.fragmentOffset = field & 0xfff8
  packet.moreFragments = (field & 1) !== 0
  packet.fragmentId = u32(bytes, start + 4)
  packet.fragment = packet.moreFragments || packet.fragmentOffset > 0
  return packet.fragment
}

function isExtension(protocol: number): boolean {
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HIP:
    case SHIM6:
      return true
    default:
      return false
  }
}
