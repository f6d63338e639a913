import { describe, expect, test } from 'vitest'
import { eventsOf, told } from '../../../helpers/decoded.ts'
import { type Bytes, be16, concat, dnsMessage, ethernet, ipv4, ipv6, udp } from '../../../helpers/packets.ts'

const datagram = udp(dnsMessage(['example.test']))
const QUERY = 'dns-query A example.test'

function patched(packet: Bytes, at: number, value: number): Bytes {
  const copy = packet.slice()
  copy[at] = value
  return copy
}

/** An extension header of 8 bytes. */
const extension = (next: number): number[] => [next, 0, 0, 0, 0, 0, 0, 0]
const chain = (count: number): Bytes =>
  concat(...new Array<number>(count).fill(0).map((_, i) => extension(i + 1 < count ? 60 : 17)), datagram)

describe('IPv4', () => {
  test.each<[string, Bytes, string[]]>([
    ['plain', ipv4(datagram), [QUERY]],
    [
      'options',
      concat(
        patched(ipv4(datagram, { totalLength: datagram.length + 24 }), 0, 0x46).subarray(0, 20),
        [1, 1, 1, 1],
        datagram,
      ),
      [QUERY],
    ],
    ['total length 0 (offload)', ipv4(datagram, { totalLength: 0 }), [QUERY]],
    ['header length 16', patched(ipv4(datagram), 0, 0x44), ['malformed ip-header']],
    ['header length beyond the total length', ipv4(datagram, { totalLength: 19 }), ['malformed ip-header']],
    [
      'header beyond the frame',
      patched(ipv4(new Uint8Array(0), { totalLength: 60 }), 0, 0x4f),
      ['malformed ip-truncated'],
    ],
    ['cut in the header', ipv4(datagram).subarray(0, 19), ['malformed ip-truncated']],
    [
      'cut behind the question',
      ipv4(concat(datagram, new Uint8Array(9))).subarray(0, -9),
      ['malformed ip-truncated', QUERY],
    ],
    ['version 5', patched(ipv4(datagram), 0, 0x55), ['malformed ip-version']],
    ['ICMP', ipv4(Uint8Array.of(8, 0, 1, 2, 3), { protocol: 1 }), ['other-ip 1 icmp-echo-request 5']],
    ['ICMP of a type unknown', ipv4(Uint8Array.of(99), { protocol: 1 }), ['other-ip 1 icmp-type-99 1']],
    ['ICMP, empty', ipv4(new Uint8Array(0), { protocol: 1 }), ['other-ip 1 icmp 0']],
    ['GRE', ipv4(new Uint8Array(7), { protocol: 47 }), ['other-ip 47 gre 7']],
    ['unknown', ipv4(new Uint8Array(7), { protocol: 253 }), ['other-ip 253 protocol-253 7']],
  ])('%s', (_name, packet, expected) => {
    expect(told(eventsOf(ethernet(packet, 0x0800)))).toEqual(expected)
  })
})

describe('IPv6', () => {
  test.each<[string, Bytes, string[]]>([
    ['plain', ipv6(datagram), [QUERY]],
    ['hop by hop', ipv6(concat(extension(17), datagram), { protocol: 0 }), [QUERY]],
    [
      'a chain',
      ipv6(concat(extension(60), extension(43), extension(17), datagram), { protocol: 0 }),
      [QUERY],
    ],
    [
      'an authentication header',
      ipv6(concat([17, 1, ...new Uint8Array(10)], datagram), { protocol: 51 }),
      [QUERY],
    ],
    ['16 headers', ipv6(chain(16), { protocol: 60 }), [QUERY]],
    ['17 headers', ipv6(chain(17), { protocol: 60 }), ['malformed ipv6-extensions-too-many']],
    [
      'an extension longer than the packet',
      ipv6(concat([17, 200], new Uint8Array(20)), { protocol: 60 }),
      ['malformed ipv6-extension'],
    ],
    ['half an extension', ipv6(Uint8Array.of(17, 0, 0), { protocol: 60 }), ['malformed ipv6-extension']],
    ['an atomic fragment', ipv6(concat(extension(17), datagram), { protocol: 44 }), [QUERY]],
    [
      'two fragment headers',
      ipv6(concat(extension(44), extension(17), datagram), { protocol: 44 }),
      ['malformed ipv6-extension'],
    ],
    ['payload length 0 (jumbo)', ipv6(datagram, { totalLength: 0 }), [QUERY]],
    ['cut in the header', ipv6(datagram).subarray(0, 39), ['malformed ip-truncated']],
    [
      'cut in an extension',
      ipv6(concat(extension(17), datagram), { protocol: 0 }).subarray(0, 44),
      ['malformed ip-truncated'],
    ],
    ['ICMPv6', ipv6(Uint8Array.of(135, 0), { protocol: 58 }), ['other-ip 58 icmpv6-neighbor-solicitation 2']],
    ['ICMPv4 in it', ipv6(Uint8Array.of(8, 0), { protocol: 1 }), ['other-ip 1 icmp 2']],
    ['no next header', ipv6(Uint8Array.of(8, 0), { protocol: 59 }), ['other-ip 59 ipv6-nonxt 2']],
    ['ESP', ipv6(new Uint8Array(30), { protocol: 50 }), ['other-ip 50 esp 30']],
  ])('%s', (_name, packet, expected) => {
    expect(told(eventsOf(ethernet(packet, 0x86dd)))).toEqual(expected)
  })
})

/** `datagram` from `from` to `to` as a fragment. */
function piece(from: number, to: number, more: boolean, id = 7): Bytes {
  return ethernet(ipv4(datagram.subarray(from, to), { fragment: (more ? 0x2000 : 0) | (from / 8), id }))
}

function piece6(from: number, to: number, more: boolean): Bytes {
  const header = [17, 0, ...be16(from | (more ? 1 : 0)), 0, 0, 0, 7]
  return ethernet(ipv6(concat(header, datagram.subarray(from, to)), { protocol: 44 }))
}

const END = datagram.length

describe('fragments', () => {
  test.each<[string, Bytes[], string[]]>([
    ['in order', [piece(0, 16, true), piece(16, END, false)], [QUERY]],
    ['in reverse', [piece(32, END, false), piece(16, 32, true), piece(0, 16, true)], [QUERY]],
    ['one twice', [piece(0, 16, true), piece(0, 16, true), piece(16, END, false)], [QUERY]],
    [
      'of two datagrams',
      [piece(0, 16, true, 1), piece(0, 16, true, 2), piece(16, END, false, 2), piece(16, END, false, 1)],
      [QUERY, QUERY],
    ],
    ['IPv6', [piece6(16, END, false), piece6(0, 16, true)], [QUERY]],
    ['one missing', [piece(0, 16, true)], ['malformed fragment-incomplete']],
    ['overlap', [piece(0, 24, true), piece(16, END, false)], ['malformed fragment-overlap']],
    ['overlap from before', [piece(16, 32, true), piece(8, 24, true)], ['malformed fragment-overlap']],
    [
      'same place, other bytes',
      [piece(0, 16, true), ethernet(ipv4(new Uint8Array(16), { fragment: 0x2000, id: 7 }))],
      ['malformed fragment-overlap'],
    ],
    ['two ends', [piece(32, END, false), piece(16, 32, false)], ['malformed fragment-overlap']],
    ['behind the end', [piece(16, 24, false), piece(24, 32, true)], ['malformed fragment-overlap']],
    ['length that is no multiple of 8', [piece(0, 15, true)], ['malformed fragment-invalid']],
    ['empty', [piece(0, 0, true)], ['malformed fragment-invalid']],
    [
      'beyond 64 KiB',
      [ethernet(ipv4(new Uint8Array(16), { fragment: 0x1fff }))],
      ['malformed fragment-invalid'],
    ],
  ])('%s', (_name, frames, expected) => {
    expect(told(eventsOf(...frames)).filter((line) => line !== QUERY || expected.includes(QUERY))).toEqual(
      expected,
    )
  })

  test('too many datagrams that wait: the oldest is told of and given up', () => {
    const frames = Array.from({ length: 65 }, (_, id) => piece(0, 16, true, id + 1))
    const codes = told(eventsOf(...frames, piece(16, END, false, 65)))
    expect(codes.filter((code) => code === 'malformed fragment-limit')).toHaveLength(1)
    expect(codes.filter((code) => code === QUERY)).toHaveLength(1)
    expect(codes.filter((code) => code === 'malformed fragment-incomplete')).toHaveLength(63)
  })

  test('the events name both sides', () => {
    expect(eventsOf(piece(0, 16, true))).toMatchObject([
      { source: { address: '192.0.2.1', port: 0 }, destination: { address: '198.51.100.2', port: 0 } },
    ])
  })
})

describe('what packets that are neither TCP nor UDP carry', () => {
  const echo = concat([8, 0, 1, 2, 0, 1, 0, 1], new Uint8Array(300).fill(7))

  test.each<[string, Bytes, object]>([
    ['ICMP, behind its header', ipv4(echo, { protocol: 1 }), { type: 8, firstBytes: echo.slice(8, 264) }],
    ['ICMPv6', ipv6(echo.with(0, 128), { protocol: 58 }), { type: 128, firstBytes: echo.slice(8, 264) }],
    ['another protocol', ipv4(echo, { protocol: 253 }), { type: null, firstBytes: echo.slice(0, 256) }],
  ])('%s', (_name, packet, expected) => {
    expect(eventsOf(ethernet(packet))).toMatchObject([expected])
  })

  test('nothing', () => {
    const [event] = eventsOf(ethernet(ipv4(echo.slice(0, 8), { protocol: 1 })))
    expect(event).not.toHaveProperty('firstBytes')
  })
})
