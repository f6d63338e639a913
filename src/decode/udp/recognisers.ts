import { latin1, u8, u16, u32 } from '../bytes.ts'
import { type Datagram, isOnPort } from './datagram.ts'
import { isNetBiosName, netBiosName } from './netbios-name.ts'
import { PORT } from './ports.ts'

/** Null: it is not that; otherwise what it says, which may be nothing. */
export type Recogniser = (datagram: Datagram) => string | null

/** Kept of a line of text. */
const MAX_LINE = 80

export const netBios: Recogniser = ({ bytes, start, end, sourcePort, destinationPort }) =>
  isNetBiosName(bytes, start, end, sourcePort, destinationPort) ? netBiosName(bytes, start) : null

const NTP_MODES = ['', 'active', 'passive', 'client', 'server', 'broadcast', 'control', 'private']

/** RFC 5905 §7.3: 48 bytes or more, version 1 to 4, a mode that is not reserved. */
export const ntp: Recogniser = (datagram) => {
  const { bytes, start, end } = datagram
  if (!isOnPort(datagram, PORT.ntp) || end - start < 48) return null
  const version = (u8(bytes, start) >> 3) & 7
  const mode = NTP_MODES[u8(bytes, start) & 7]
  return version >= 1 && version <= 4 && mode ? `version ${version}, ${mode}` : null
}

/** UPnP Device Architecture 2.0 §1: HTTP over UDP with one of three first lines. */
export const ssdp: Recogniser = ({ bytes, start, end }) => {
  const line = latin1(bytes, start, Math.min(end, start + 15))
  if (line !== 'M-SEARCH * HTTP' && line !== 'NOTIFY * HTTP/1' && line !== 'HTTP/1.1 200 OK') return null
  const head = latin1(bytes, start, Math.min(end, start + 1024))
  const target = /\n(?:st|nt):[ \t]*([\x21-\x7e]{1,60})/i.exec(head)?.[1]
  const method = line.startsWith('HTTP') ? 'answer' : line.split(' ', 1)[0]
  return target === undefined ? `${method}` : `${method} ${target}`
}

const STUN_CLASSES = ['request', 'indication', 'success', 'error']

/** RFC 8489 §5: a magic number, and a length that fits to the byte. Says which address the client has outside. */
export const stun: Recogniser = ({ bytes, start, end }) => {
  if (end - start < 20 || (u8(bytes, start) & 0xc0) !== 0 || u32(bytes, start + 4) !== 0x2112a442) return null
  if (u16(bytes, start + 2) !== end - start - 20) return null
  const type = u16(bytes, start)
  const method = (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80)
  const kind = STUN_CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)]
  return `${method === 1 ? 'binding' : `method ${method}`} ${kind}`
}

/** RFC 2131 §2: a magic number behind what BOOTP had. */
export const dhcp: Recogniser = (datagram) => {
  const { bytes, start, end } = datagram
  if (!isOnPort(datagram, PORT.dhcpServer) && !isOnPort(datagram, PORT.dhcpClient)) return null
  if (end - start < 240 || u32(bytes, start + 236) !== 0x63825363) return null
  const kind = u8(bytes, start)
  return kind === 1 ? 'request' : kind === 2 ? 'reply' : null
}

/** RFC 9915 §7.3: a type of 1 to 13 and a transaction's three bytes. */
export const dhcpv6: Recogniser = (datagram) => {
  const { bytes, start, end } = datagram
  if (!isOnPort(datagram, PORT.dhcpv6Client) && !isOnPort(datagram, PORT.dhcpv6Server)) return null
  const type = u8(bytes, start)
  return end - start >= 4 && type >= 1 && type <= 13 ? `message ${type}` : null
}

/** RFC 5424 §6.2, RFC 3164 §4.1: a priority of at most 191 in angle brackets. The text behind it says the rest. */
export const syslog: Recogniser = (datagram) => {
  if (!isOnPort(datagram, PORT.syslog)) return null
  const { bytes, start, end } = datagram
  const found = /^<(\d{1,3})>([\x20-\x7e]*)/.exec(latin1(bytes, start, Math.min(end, start + MAX_LINE)))
  return found === null || Number(found[1]) > 191 ? null : (found[2] ?? '')
}

/** RFC 9147: a handshake record of DTLS 1.0 or 1.2, as every client begins with. */
export const dtls: Recogniser = ({ bytes, start, end }) => {
  if (end - start < 14 || u8(bytes, start) !== 0x16 || u8(bytes, start + 1) !== 0xfe) return null
  const version = u8(bytes, start + 2)
  return version === 0xff || version === 0xfd ? '' : null
}

/** The whitepaper's §5.4.2: a type with three zeros behind it and a length that is always the same. */
export const wireguard: Recogniser = ({ bytes, start, end }) => {
  if (end - start !== 148 && end - start !== 92) return null
  return u32(bytes, start) === (end - start === 148 ? 0x01000000 : 0x02000000) ? 'handshake' : null
}
