import { describe, expect, test } from 'vitest'
import { decodeCapture } from '../../../../src/decode/capture-decoder.ts'
import { told } from '../../../helpers/decoded.ts'
import {
  type Bytes,
  be16,
  be32,
  concat,
  dnsMessage,
  ethernet,
  ipv4,
  ipv6,
  le32,
  pcap,
  udp,
} from '../../../helpers/packets.ts'

const v4 = ipv4(udp(dnsMessage(['four.test'])))
const v6 = ipv6(udp(dnsMessage(['six.test'])))
const FOUR = ['dns-query A four.test']
const SIX = ['dns-query A six.test']

function sll(packet: Bytes, type: number): Bytes {
  return concat(new Uint8Array(14), be16(type), packet)
}

function sll2(packet: Bytes, type: number): Bytes {
  return concat(be16(type), new Uint8Array(18), packet)
}

describe('link layers', () => {
  test.each<[string, number, Bytes, string[], string]>([
    ['Ethernet, IPv4', 1, ethernet(v4), FOUR, 'EN10MB'],
    ['Ethernet, IPv6', 1, ethernet(v6), SIX, 'EN10MB'],
    ['Ethernet, padding', 1, concat(ethernet(v4), new Uint8Array(20)), FOUR, 'EN10MB'],
    ['Ethernet, VLAN', 1, ethernet(v4, 0x0800, [0x8100]), FOUR, 'EN10MB'],
    ['Ethernet, QinQ', 1, ethernet(v6, 0x86dd, [0x88a8, 0x8100]), SIX, 'EN10MB'],
    ['Ethernet, old QinQ', 1, ethernet(v4, 0x0800, [0x9100, 0x8100]), FOUR, 'EN10MB'],
    [
      'Ethernet, 9 tags',
      1,
      ethernet(v4, 0x0800, new Array<number>(9).fill(0x8100)),
      ['malformed vlan-too-deep'],
      'EN10MB',
    ],
    ['Ethernet, ARP', 1, ethernet(new Uint8Array(28), 0x0806), [], 'EN10MB'],
    ['Ethernet, 802.3 length', 1, ethernet(new Uint8Array(38), 38), [], 'EN10MB'],
    ['Ethernet, MPLS', 1, ethernet(v4, 0x8847), ['malformed frame-unknown'], 'EN10MB'],
    ['Ethernet, cut', 1, new Uint8Array(13), ['malformed frame-truncated'], 'EN10MB'],
    ['Ethernet, type and version differ', 1, ethernet(v6, 0x0800), ['malformed ip-version'], 'EN10MB'],
    ['SLL', 113, sll(v4, 0x0800), FOUR, 'LINUX_SLL'],
    ['SLL, IPv6', 113, sll(v6, 0x86dd), SIX, 'LINUX_SLL'],
    ['SLL, cut', 113, new Uint8Array(15), ['malformed frame-truncated'], 'LINUX_SLL'],
    ['SLL2', 276, sll2(v4, 0x0800), FOUR, 'LINUX_SLL2'],
    ['SLL2, IPv6', 276, sll2(v6, 0x86dd), SIX, 'LINUX_SLL2'],
    ['SLL2, VLAN', 276, sll2(concat([0, 1, 0x08, 0], v4), 0x8100), FOUR, 'LINUX_SLL2'],
    ['SLL2, cut', 276, new Uint8Array(19), ['malformed frame-truncated'], 'LINUX_SLL2'],
    ['NULL, little endian', 0, concat(le32(2), v4), FOUR, 'NULL'],
    ['NULL, big endian', 0, concat(be32(2), v4), FOUR, 'NULL'],
    ['NULL, IPv6 on macOS', 0, concat(le32(30), v6), SIX, 'NULL'],
    ['NULL, IPv6 on FreeBSD', 0, concat(be32(28), v6), SIX, 'NULL'],
    ['NULL, unknown family', 0, concat(le32(99), v4), ['malformed frame-unknown'], 'NULL'],
    ['NULL, cut', 0, new Uint8Array(3), ['malformed frame-truncated'], 'NULL'],
    ['LOOP', 108, concat(be32(24), v6), SIX, 'LOOP'],
    ['RAW, IPv4', 101, v4, FOUR, 'RAW'],
    ['RAW, IPv6', 101, v6, SIX, 'RAW'],
    ['RAW, OpenBSD’s number', 14, v4, FOUR, 'RAW'],
    ['RAW, neither', 101, Uint8Array.of(0x50), ['malformed ip-version'], 'RAW'],
    ['RAW, empty', 101, new Uint8Array(0), ['malformed frame-truncated'], 'RAW'],
    ['IPV4', 228, v4, FOUR, 'IPV4'],
    ['IPV4 with IPv6', 228, v6, ['malformed ip-version'], 'IPV4'],
    ['IPV6', 229, v6, SIX, 'IPV6'],
    ['IPV6 with IPv4', 229, v4, ['malformed ip-version'], 'IPV6'],
  ])('%s', (_name, linkType, frame, expected, name) => {
    const { events, summary } = decodeCapture(pcap([frame], { linkType }))
    expect(told(events)).toEqual(expected)
    expect(summary).toMatchObject({ linkTypes: [name], packets: 1, complete: true })
  })
})
