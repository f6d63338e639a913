import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientInitialKeys } from '../../../../src/decode/quic/initial-keys.ts'
import { quicVersion } from '../../../../src/decode/quic/versions.ts'
import type { CaptureEvent } from '../../../../src/model/index.ts'
import { eventsOf, offerText } from '../../../helpers/decoded.ts'
import {
  alpn,
  ascii,
  type Bytes,
  concat,
  ethernet,
  helloExtension,
  ipv4,
  udp,
} from '../../../helpers/packets.ts'
import { crypto, QUIC, quicDatagram, quicHello, quicInitial } from '../../../helpers/quic.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const up = (payload: Bytes, port = 40_000): Bytes => ethernet(ipv4(udp(payload, port, 443)))
const down = (payload: Bytes): Bytes =>
  ethernet(ipv4(udp(payload, 443, 40_000), { source: '198.51.100.2', destination: '192.0.2.1' }))
const short = concat([0x41], new Uint8Array(40).fill(9))

/** Protocol, host and note of each datagram. */
function said(...frames: readonly Bytes[]): string[] {
  return eventsOf(...frames).map((event: CaptureEvent) =>
    event.kind === 'udp-datagram'
      ? [event.protocol, event.host ?? '-', offerText(event.tls)].join(' ').trim()
      : `${event.kind}`,
  )
}

describe('keys', () => {
  const id = Buffer.from('8394c8f03e515708', 'hex')

  test.each([
    // RFC 9001 appendix A.1
    [1, '1f369613dd76d5467730efcbe3b1a22d', 'fa044b2f42a3fd3b46fb255c', '9f50449e04a0e810283a1e9933adedd2'],
    // RFC 9369 appendix A.1
    [
      0x6b3343cf,
      '8b1a0bc121284290a29e0971b5cd045d',
      '91f73e2351d8fa91660e909f',
      '45b95e15235d6f45a6b19cbcb0294ba9',
    ],
  ])('of version %i are those of the RFC', (number, key, iv, header) => {
    const version = quicVersion(number)
    if (version === null) throw new Error('unknown version')
    const keys = clientInitialKeys(version, id)
    expect([keys.key, keys.iv, keys.header].map(hex)).toEqual([key, iv, header])
  })

  test.each([0, 2, 0xff00001c, 0x0a0a0a0a])('version %i has none', (number) => {
    expect(quicVersion(number)).toBeNull()
  })
})

const hello = quicHello('split.example.test', alpn('h3'))
const first = crypto(0, hello.subarray(0, 50))
const second = crypto(50, hello.subarray(50))
const noHello = quicInitial(concat(crypto(0, hello.with(0, 2)), new Uint8Array(100)))

describe('server names', () => {
  test.each<[string, readonly Bytes[], readonly string[]]>([
    ['version 1', [up(quicDatagram('a.example.test'))], ['quic a.example.test']],
    ['version 2', [up(quicDatagram('a.example.test', { version: QUIC.v2 }))], ['quic a.example.test']],
    ['draft 29', [up(quicDatagram('a.example.test', { version: QUIC.draft29 }))], ['quic a.example.test']],
    ['upper case and a dot', [up(quicDatagram('A.Example.TEST.'))], ['quic a.example.test']],
    ['any packet number', [up(quicDatagram('a.test', { packetNumber: 0x01020304 }))], ['quic a.test']],
    ['a token', [up(quicDatagram('a.test', { token: ascii('token') }))], ['quic a.test']],
    ['no connection id', [up(quicDatagram('a.test', { connectionId: new Uint8Array(0) }))], ['quic a.test']],
    ['no server name', [up(quicInitial(crypto(0, quicHello(null))))], ['quic -']],
    ['a list of protocols', [up(quicInitial(concat(first, second)))], ['quic split.example.test ALPN h3']],
    [
      'frames in any order',
      [up(quicInitial(concat(second, [1, 0], first)))],
      ['quic split.example.test ALPN h3'],
    ],
    [
      'a frame twice, then other bytes in its place',
      [up(quicInitial(concat(first, first, crypto(0, new Uint8Array(50)), second)))],
      ['quic split.example.test ALPN h3'],
    ],
    [
      'two datagrams',
      [up(quicInitial(first)), up(quicInitial(second, { packetNumber: 1 }))],
      ['quic -', 'quic split.example.test ALPN h3'],
    ],
    [
      'two packets in one datagram',
      [up(concat(quicInitial(first), quicInitial(second, { packetNumber: 1 })))],
      ['quic split.example.test ALPN h3'],
    ],
    [
      'an ACK before it',
      [up(quicInitial(concat([2, 5, 0, 1, 0, 1, 1], [3, 1, 0, 0, 0, 0, 0, 0], first, second)))],
      ['quic split.example.test ALPN h3'],
    ],
    [
      'the server has given another id',
      [
        up(quicInitial(first)),
        up(quicInitial(second, { connectionId: ascii('other'), keyId: ascii('8 bytes.') })),
      ],
      ['quic -', 'quic split.example.test ALPN h3'],
    ],
    [
      'a Retry begins anew',
      [
        up(quicInitial(first)),
        down(concat([0xf0, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4], new Uint8Array(30))),
        up(quicDatagram('a.test', { connectionId: ascii('new id'), token: ascii('token') })),
      ],
      ['quic -', 'quic -', 'quic a.test'],
    ],
    [
      'another connection from the same port has its own name',
      [up(quicDatagram('first.test')), up(quicDatagram('second.test', { connectionId: ascii('another') }))],
      ['quic first.test', 'quic second.test'],
    ],
    [
      'another connection, half a ClientHello',
      [up(quicDatagram('first.test')), up(quicInitial(first, { connectionId: ascii('another') }))],
      ['quic first.test', 'quic -'],
    ],
    [
      'later packets and answers',
      [up(quicDatagram('a.test')), down(short), up(short), up(short, 40_001)],
      ['quic a.test', 'quic -', 'quic a.test', 'unknown -'],
    ],
    [
      'an encrypted ClientHello',
      [up(quicInitial(crypto(0, quicHello('front.test', helloExtension(0xfe0d, new Uint8Array(9))))))],
      ['quic front.test ECH'],
    ],
    [
      'DNS over QUIC, by its protocol',
      [up(quicInitial(crypto(0, quicHello('dns.test', alpn('doq')))))],
      ['doq dns.test ALPN doq'],
    ],
    [
      'DNS over QUIC, by its port',
      [ethernet(ipv4(udp(quicDatagram('dns.test'), 40_000, 853)))],
      ['doq dns.test'],
    ],
  ])('%s', (_name, frames, expected) => {
    expect(said(...frames)).toEqual(expected)
  })
})

describe('malformed', () => {
  const whole = quicDatagram('a.example.test')

  test.each<[string, Bytes]>([
    ['a wrong seal', whole.with(whole.length - 1, (whole.at(-1) ?? 0) ^ 1)],
    ['a changed header', whole.with(15, (whole[15] ?? 0) ^ 1)],
    ['a connection id longer than the datagram', concat([0xc0, 0, 0, 0, 1, 20], new Uint8Array(10))],
    ['a token longer than the datagram', concat(whole.subarray(0, 19), [0x7f, 0xff], whole.subarray(20))],
    ['a length of 2^62', concat(whole.subarray(0, 20), new Uint8Array(8).fill(0xff), whole.subarray(22))],
    ['no bytes for the sample', quicInitial(new Uint8Array(0)).subarray(0, 30)],
    ['a message that is no ClientHello', noHello],
    ['a frame that does not belong there', quicInitial(concat([0x1c, 0], crypto(0, hello)))],
    ['a CRYPTO frame longer than the packet', quicInitial(Uint8Array.of(6, 0x40, 0, 0x7f, 0xff, 1, 2, 3))],
    ['an offset of 2^62', quicInitial(concat([6], new Uint8Array(8).fill(0xff), [1, 1], new Uint8Array(99)))],
    ['an ACK of many ranges', quicInitial(concat([2, 0, 0, 0x7f, 0xff, 0], crypto(0, hello)))],
    ['version negotiation', concat([0xc0, 0, 0, 0, 0, 4, 1, 2, 3, 4, 0], [0, 0, 0, 1])],
  ])('%s: no name, and nothing worse', (_name, payload) => {
    expect(said(up(Uint8Array.from(payload)))).toEqual([expect.stringMatching(/^(quic|unknown) -$/)])
  })

  test('cut anywhere, or any bit flipped: never another name', () => {
    const cut = Array.from({ length: whole.length }, (_, length) =>
      up(whole.subarray(0, length), 20_000 + length),
    )
    expect(new Set(said(...cut))).toEqual(new Set(['quic -', 'unknown -']))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const [one] = said(up(whole.with(at, (whole[at] ?? 0) ^ (1 << bit))))
        // What the header protection does not cover is told by the seal.
        expect(one).toMatch(/^(quic|unknown) -$/)
      }),
      { numRuns: 500 },
    )
  })

  test('a ClientHello beyond the limit is not waited for', () => {
    const long = Array.from({ length: 20 }, (_, index) =>
      up(quicInitial(crypto(index * 1000, new Uint8Array(1000).fill(1)), { packetNumber: index })),
    )
    expect(new Set(said(...long))).toEqual(new Set(['quic -']))
  })

  test('after many Initial packets no name is believed any more', () => {
    const flood = Array.from({ length: 40 }, (_, index) =>
      up(quicDatagram(`n${index}.test`, { connectionId: ascii(`id ${index}`) })),
    )
    const names = said(...flood)
    expect(names[31]).toBe('quic n31.test')
    expect(names.slice(32)).toEqual(new Array(8).fill('quic -'))
  })

  test('connections beyond the limit: the oldest is forgotten', () => {
    const many = Array.from({ length: 300 }, (_, index) => up(quicDatagram('a.test'), 1000 + index))
    expect(said(...many, up(short, 1000), up(short, 1299)).slice(-2)).toEqual(['unknown -', 'quic a.test'])
  })
})
