import fc from 'fast-check'
import { expect, test } from 'vitest'
import { datagramProtocol } from '../../../../src/decode/udp/datagram-protocol.ts'
import { ascii, type Bytes, be16, be32, concat, dnsMessage, dnsName } from '../../../helpers/packets.ts'

const zeros = (length: number): Bytes => new Uint8Array(length)
/** RFC 1001 §14.1: each byte is two letters. */
const half = (text: string): Bytes =>
  Uint8Array.from([...text].flatMap((one) => [one.charCodeAt(0) >> 4, one.charCodeAt(0) & 15])).map(
    (n) => n + 65,
  )
const nbns = (name: string): Bytes => dnsMessage([dnsName([half(name)])], { type: 32, flags: 0x0110 })
const ntp = (first: number): Bytes => concat([first], zeros(47))
const stun = (type: number, length = 0): Bytes =>
  concat(be16(type), be16(length), be32(0x2112a442), zeros(12 + length))
const dhcp = (kind: number): Bytes => concat([kind], zeros(235), be32(0x63825363), [53, 1, 1, 255])

test.each<[string, number, Bytes, string]>([
  ['NBNS', 137, nbns('FILESERVER     \x20'), 'nbns FILESERVER<20>'],
  ['NBNS, a name that is no text', 137, nbns('A\\B\x1b[2J\xff       \x00'), 'nbns A\\092B\\027[2J\\255<00>'],
  ['NBNS on another port', 138, nbns('FILESERVER     \x20'), 'unknown'],
  ['NTP, client', 123, ntp(0x23), 'ntp version 4, client'],
  ['NTP, control', 123, ntp(0x16), 'ntp version 2, control'],
  ['NTP, a reserved mode', 123, ntp(0x20), 'unknown'],
  ['NTP, version 0', 123, ntp(0x03), 'unknown'],
  ['NTP, too short', 123, zeros(47), 'unknown'],
  [
    'SSDP, a search',
    9,
    ascii('M-SEARCH * HTTP/1.1\r\nMAN: x\r\nST: ssdp:all\r\n\r\n'),
    'ssdp M-SEARCH ssdp:all',
  ],
  ['SSDP, a search without a target', 1900, ascii('M-SEARCH * HTTP/1.1\r\n\r\n'), 'ssdp M-SEARCH'],
  [
    'SSDP, a notice',
    1900,
    ascii('NOTIFY * HTTP/1.1\r\nnt: upnp:rootdevice\r\n'),
    'ssdp NOTIFY upnp:rootdevice',
  ],
  ['SSDP, an answer', 1900, ascii('HTTP/1.1 200 OK\r\nST:a\x1bb\r\n'), 'ssdp answer a'],
  [
    'SSDP, an escape in the target',
    1900,
    ascii('M-SEARCH * HTTP/1.1\r\nST: a\x1b[2J\r\n'),
    'ssdp M-SEARCH a',
  ],
  ['STUN', 3478, stun(0x0001), 'stun binding request'],
  ['STUN, an answer', 9, stun(0x0101, 12), 'stun binding success'],
  ['STUN, allocate', 3478, stun(0x0003), 'stun method 3 request'],
  ['STUN, a length that does not fit', 3478, concat(stun(1), [0]), 'unknown'],
  ['DHCP', 67, dhcp(1), 'dhcp request'],
  ['DHCP, an answer', 68, dhcp(2), 'dhcp reply'],
  ['DHCP, another operation', 67, dhcp(3), 'unknown'],
  ['DHCP on another port', 69, dhcp(1), 'unknown'],
  ['DHCPv6', 547, Uint8Array.of(1, 2, 3, 4), 'dhcpv6 message 1'],
  ['DHCPv6, a type that does not exist', 547, Uint8Array.of(77, 2, 3, 4), 'unknown'],
  ['syslog', 514, ascii('<13>Nov 1 me: hello'), 'syslog Nov 1 me: hello'],
  ['syslog, nothing behind the priority', 514, ascii('<191>'), 'syslog'],
  ['syslog, a priority that does not exist', 514, ascii('<192>x'), 'unknown'],
  ['DTLS', 4433, concat([0x16, 0xfe, 0xfd], zeros(20)), 'dtls'],
  ['DTLS, another record', 4433, concat([0x17, 0xfe, 0xfd], zeros(20)), 'unknown'],
  ['WireGuard', 51820, concat([1, 0, 0, 0], zeros(144)), 'wireguard handshake'],
  ['WireGuard, an answer', 51820, concat([2, 0, 0, 0], zeros(88)), 'wireguard handshake'],
  ['WireGuard, another length', 51820, concat([1, 0, 0, 0], zeros(145)), 'unknown'],
  ['no DNS on the port of DNS', 53, ascii('x'), 'dns'],
  ['no DNS on the port of mDNS', 5353, ascii('x'), 'mdns'],
  ['no DNS on the port of LLMNR', 5355, ascii('x'), 'llmnr'],
  ['nothing', 514, zeros(0), 'unknown'],
])('%s', (_name, destinationPort, bytes, expected) => {
  const found = datagramProtocol({ bytes, start: 0, end: bytes.length, sourcePort: 40_000, destinationPort })
  expect([found?.protocol ?? 'unknown', found?.note ?? ''].join(' ').trim()).toBe(expected)
})

test('any bytes on any port: at most a name and a short note of plain text', () => {
  const begins = [
    nbns('FILESERVER     \x20'),
    ntp(0x23),
    stun(1),
    dhcp(1),
    ascii('M-SEARCH * HTTP/1.1\r\nST:'),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(9, 53, 67, 123, 137, 514, 547, 1900, 5353),
      fc.constantFrom(...begins),
      fc.nat(250),
      fc.uint8Array({ maxLength: 100 }),
      (destinationPort, begin, length, rest) => {
        const bytes = concat(begin.subarray(0, length), rest)
        const found = datagramProtocol({ bytes, start: 0, end: bytes.length, sourcePort: 9, destinationPort })
        expect(found?.note ?? '').toMatch(/^[\x20-\x7e]{0,100}$/)
      },
    ),
    { numRuns: 2000 },
  )
})
