import {
  alpn,
  ascii,
  type Bytes,
  be16,
  clientHello,
  concat,
  dnsAnswer,
  dnsMessage,
  dnsName,
  ethernet,
  framed,
  ipv4,
  ipv6,
  pcap,
  pcapng,
  tcp,
  udp,
} from '../helpers/packets.ts'
import { crypto, QUIC, quicDatagram, quicHello } from '../helpers/quic.ts'

const NOTHING = new Uint8Array(0)
const SHUFFLED = quicHello('shuffled.example', alpn('h3'))

/** What begins a stream. */
export const STREAMS: readonly Bytes[] = [
  clientHello('www.example.test', 16_384, alpn('h2', 'http/1.1')),
  clientHello('www.example.test', 7),
  ascii('GET http://u:p@a.test/x HTTP/1.1\r\nHost: b.test\r\nUpgrade: websocket\r\n\r\n'),
  ascii('CONNECT a.test:443 HTTP/1.1\r\n\r\n'),
  ascii('SSH-2.0-x\r\n'),
  ascii('EHLO me.example\r\n'),
  ascii('NICK a\r\nUSER a 0 * :b\r\n'),
  ascii('USER anonymous\r\n'),
  ascii('{"id":1,"method":"mining.subscribe","params":[]}\n'),
  ascii('*1\r\n$4\r\nPING\r\n'),
  concat([4, 1, 0, 80, 0, 0, 0, 1], ascii('me\0a.test\0')),
  concat([5, 2, 0, 2, 1, 1, 0x61, 1, 0x62, 5, 1, 0, 3, 6], ascii('a.test'), [0, 80]),
  framed(dnsMessage(['tcp.example.test'])),
]

/** Frames of QUIC's Initial packets: mutated inside the encryption. */
export const QUIC_FRAMES: readonly Bytes[] = [
  concat(crypto(0, quicHello('quic.example.test')), new Uint8Array(300)),
  concat(
    crypto(100, SHUFFLED.subarray(100)),
    [1, 0],
    crypto(0, SHUFFLED.subarray(0, 60)),
    crypto(60, SHUFFLED.subarray(60, 100)),
  ),
  concat([2, 5, 0, 1, 0, 1, 1, 3, 1, 0, 0, 0, 0, 0], crypto(0, SHUFFLED)),
]

/** UDP payloads, each with the port it goes to. */
export const DATAGRAMS: readonly (readonly [number, Bytes])[] = [
  [53, dnsMessage(['one.test', 'two.test'])],
  [53, dnsAnswer('one.test')],
  [5353, dnsMessage([dnsName(['a.b', 'é'])], { type: 12, dnsClass: 0x8001 })],
  [31337, dnsMessage(['any.port.test'], { type: 16, counts: [1, 0, 0, 1], rest: ascii('\0\0)\x10') })],
  [137, dnsMessage([dnsName(['CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])], { type: 32, flags: 0x0110 })],
  [123, concat([0x23], new Uint8Array(47))],
  [1900, ascii('M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n')],
  [3478, concat([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42], new Uint8Array(12))],
  [67, concat([1], new Uint8Array(235), [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255])],
  [514, ascii('<13>x')],
  [443, quicDatagram('www.example.test')],
  [443, quicDatagram('two.example.test', { version: QUIC.v2 })],
]

const seg = (payload: Bytes, flags: string, sequence: number, port = 443): Bytes =>
  ethernet(ipv4(tcp(payload, { flags, sequence, destinationPort: port }), { protocol: 6 }))
const LONG = udp(dnsMessage(['fragments.test']))
const fragment6 = (from: number, to: number, more: number): Bytes =>
  ethernet(ipv6(concat([17, 0, ...be16(from | more), 0, 0, 0, 7], LONG.subarray(from, to)), { protocol: 44 }))

/** Ethernet frames. */
export const FRAMES: readonly Bytes[] = [
  ...DATAGRAMS.map(([port, payload]) => ethernet(ipv4(udp(payload, 40_000, port)))),
  ...DATAGRAMS.slice(0, 4).map(([port, payload]) => ethernet(ipv6(udp(payload, 40_000, port)))),
  ...STREAMS.map((payload) => seg(payload, 'PA', 1001)),
  seg(NOTHING, 'S', 1000),
  seg(NOTHING, 'S', 1000, 53),
  seg(framed(dnsMessage(['x.test'])), 'A', 1001, 53),
  seg(ascii('later'), 'A', 1500),
  seg(NOTHING, 'FA', 1501),
  seg(NOTHING, 'RA', 1501),
  ethernet(ipv4(udp(dnsMessage(['vlan.test']))), 0x0800, [0x8100, 0x88a8]),
  ethernet(ipv4(LONG.subarray(0, 16), { fragment: 0x2000, id: 9 })),
  ethernet(ipv4(LONG.subarray(16), { fragment: 2, id: 9 })),
  fragment6(0, 24, 1),
  fragment6(24, LONG.length, 0),
  ethernet(ipv6(concat([60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0], LONG), { protocol: 0 })),
  ethernet(ipv4(concat([8, 0, 0, 0, 0, 1, 0, 1], ascii('ping data')), { protocol: 1 })),
  ethernet(ipv4(ascii('odd'), { protocol: 200 })),
]

/** Whole files. */
export const FILES: readonly Bytes[] = [
  pcap(FRAMES.slice(0, 12)),
  pcap(FRAMES.slice(10, 30), { littleEndian: false, nano: true }),
  pcapng(FRAMES.slice(0, 12)),
  pcapng(FRAMES.slice(20), false),
]
