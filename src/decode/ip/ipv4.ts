import { u8, u16 } from '../bytes.ts'
import type { MalformedCode } from '../error.ts'
import type { IpPacket } from './ip-packet.ts'

/** RFC 791. Fills `packet`; what lies behind the total length is frame padding and not data. */
export function readIpv4(
  bytes: Uint8Array,
  start: number,
  end: number,
  packet: IpPacket,
): MalformedCode | null {
  if (start + 20 > end) return 'ip-truncated'
  const first = u8(bytes, start)
  if (first >> 4 !== 4) return 'ip-version'
  const headerLength = (first & 0x0f) * 4
  // 0: the network card was to cut the packet (segmentation offload), so it reaches to the frame's end.
  const totalLength = u16(bytes, start + 2) || end - start
  if (headerLength < 20 || totalLength < headerLength) return 'ip-header'
  if (start + headerLength > end) return 'ip-truncated'
  const flags = u16(bytes, start + 6)
  packet.bytes = bytes
  packet.version = 4
  packet.source = start + 12
  packet.destination = start + 16
  packet.start = start + headerLength
  packet.end = Math.min(start + totalLength, end)
  packet.protocol = u8(bytes, start + 9)
  packet.cut = start + totalLength > end
  packet.moreFragments = (flags & 0x2000) !== 0
  packet.fragmentOffset = (flags & 0x1fff) * 8
  packet.fragmentId = u16(bytes, start + 4)
  packet.fragment = packet.moreFragments || packet.fragmentOffset > 0
  return null
}
