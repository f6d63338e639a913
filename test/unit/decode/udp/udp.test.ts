import { describe, expect, test } from 'vitest'
import { eventsOf, told } from '../../../helpers/decoded.ts'
import {
  ascii,
  type Bytes,
  be32,
  concat,
  dnsMessage,
  dnsName,
  ethernet,
  ipv4,
  udp,
} from '../../../helpers/packets.ts'

const query = dnsMessage(['example.test'])
const QUERY = 'dns-query A example.test'
const netbios = dnsMessage([dnsName(['CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])], { type: 32, flags: 0x0110 })
const ntp = concat([0x23], new Uint8Array(47))
const quic = concat([0xc3], be32(1), [8, 1, 2, 3, 4, 5, 6, 7, 8], new Uint8Array(1186))

const frame = (...parts: Parameters<typeof udp>): Bytes => ethernet(ipv4(udp(...parts)))

describe('datagrams', () => {
  test.each<[string, Bytes, string[]]>([
    ['DNS', frame(query), [QUERY]],
    ['DNS on any port', frame(query, 40000, 31337), [QUERY]],
    [
      'mDNS',
      frame(dnsMessage(['x.local'], { flags: 0, dnsClass: 0x8001, type: 12 }), 5353, 5353),
      ['dns-query PTR x.local'],
    ],
    ['mDNS announcement', frame(dnsMessage([], { flags: 0x8400 }), 5353, 5353), ['dns-answer']],
    ['LLMNR', frame(dnsMessage(['host'], { flags: 0 }), 40000, 5355), ['dns-query A host']],
    ['NBNS', frame(netbios, 137, 137), [`udp-datagram nbns ${netbios.length}`]],
    ['DNS to the port of NBNS', frame(query, 40000, 137), [QUERY]],
    ['NTP', frame(ntp, 40000, 123), ['udp-datagram ntp 48']],
    ['not NTP to the port of NTP', frame(Uint8Array.of(0x23), 40000, 123), ['udp-datagram unknown 1']],
    ['SSDP', frame(ascii('M-SEARCH * HTTP/1.1\r\n'), 40000, 1900), ['udp-datagram ssdp 21']],
    ['QUIC', frame(quic, 40000, 443), ['udp-datagram quic 1200']],
    ['anything', frame(Uint8Array.of(1, 2, 3), 40000, 4000), ['udp-datagram unknown 3']],
    ['nothing', frame(new Uint8Array(0), 40000, 4000), ['udp-datagram unknown 0']],
    [
      'no DNS to the port of DNS',
      frame(ascii('hello'), 40000, 53),
      ['malformed dns-malformed', 'udp-datagram dns 5'],
    ],
    [
      'no question to the port of DNS',
      frame(dnsMessage([])),
      ['malformed dns-malformed', 'udp-datagram dns 12'],
    ],
    ['a length too short for a header', frame(query, 40000, 53, 7), [QUERY, 'malformed udp-length']],
    ['a length beyond the packet', frame(query, 40000, 53, 999), [QUERY, 'malformed udp-length']],
    ['half a header', ethernet(ipv4(new Uint8Array(7))), ['malformed udp-header']],
    [
      'bytes behind the length',
      frame(concat(query, [0]), 40000, 53, query.length + 8),
      [QUERY, 'malformed udp-trailing-bytes'],
    ],
    [
      'a query behind the length',
      frame(concat(ascii('decoy'), query), 40000, 4000, 13),
      ['udp-datagram unknown 5', 'malformed udp-trailing-bytes', QUERY],
    ],
  ])('%s', (_name, packet, expected) => {
    expect(told(eventsOf(packet))).toEqual(expected)
  })

  test('at most 256 bytes are kept, as they were', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff)
    expect(eventsOf(frame(bytes, 40000, 4000))).toMatchObject([
      { length: 300, firstBytes: bytes.subarray(0, 256) },
    ])
  })
})
