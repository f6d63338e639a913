import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsOf, segment, segments, told } from '../../../helpers/decoded.ts'
import {
  ascii,
  type Bytes,
  clientHello,
  concat,
  dnsAnswer,
  dnsMessage,
  framed,
  type TcpOptions,
} from '../../../helpers/packets.ts'

const NOTHING = new Uint8Array(0)
const SYN = segment(NOTHING, { flags: 'S', sequence: 1000 })
const CONNECT = 'tcp-connect 198.51.100.2 443'
const query = framed(dnsMessage(['example.test']))
const QUERY = 'dns-query A example.test'

/** A segment from the server. */
function reply(payload: Bytes, options: TcpOptions = {}): Bytes {
  const ports = { sourcePort: 443, destinationPort: 40000 }
  return segment(payload, { ...ports, ...options }, { source: '198.51.100.2', destination: '192.0.2.1' })
}

const say = (text: string, options: TcpOptions = {}): Bytes =>
  segment(ascii(text), { sequence: 1001, ...options })
const upTo = (port: number, size: number, bytes = query): Bytes[] =>
  segments(bytes, size, { destinationPort: port })

describe('connections', () => {
  test.each<[string, Bytes[], string[]]>([
    ['a SYN', [SYN], [CONNECT]],
    ['a SYN sent again', [SYN, SYN, SYN], [CONNECT]],
    [
      'a SYN from another port',
      [SYN, segment(NOTHING, { flags: 'S', sourcePort: 40001 })],
      [CONNECT, CONNECT],
    ],
    [
      'a SYN with another sequence number',
      [SYN, segment(NOTHING, { flags: 'S', sequence: 9 })],
      [CONNECT, CONNECT],
    ],
    ['refused', [SYN, reply(NOTHING, { flags: 'RA' })], [CONNECT]],
    ['a SYN and its answer', [SYN, reply(NOTHING, { flags: 'SA' })], [CONNECT]],
    ['an answer alone', [reply(NOTHING, { flags: 'SA' })], []],
    ['no data', [segment(NOTHING)], []],
    [
      'SYN with data (fast open)',
      [segment(ascii('SSH-2.0-x'), { flags: 'S', sequence: 1000 })],
      [CONNECT, 'tcp-data ssh null'],
    ],
    [
      'SYN without room for its options',
      [segment(NOTHING, { flags: 'S' }).with(46, 0xf0)],
      ['malformed tcp-header', CONNECT],
    ],
    ['a header length of 16', [segment(NOTHING).with(46, 0x40)], ['malformed tcp-header']],
    ['half a header', [segment(NOTHING).subarray(0, 44)], ['malformed ip-truncated', 'malformed tcp-header']],
  ])('%s', (_name, frames, expected) => {
    expect(told(eventsOf(...frames))).toEqual(expected)
  })
})

describe('what the client says first', () => {
  const hello = clientHello('WWW.Example.test')
  test.each<[string, Bytes[], string[]]>([
    ['TLS', [SYN, segment(hello, { sequence: 1001 })], [CONNECT, 'tcp-data tls www.example.test']],
    ['TLS in one-byte segments', [SYN, ...segments(hello, 1)], [CONNECT, 'tcp-data tls www.example.test']],
    [
      'TLS in reverse order',
      [SYN, ...segments(hello, 10).reverse()],
      [CONNECT, 'tcp-data tls www.example.test'],
    ],
    [
      'TLS in tiny records',
      [SYN, ...segments(clientHello('a.test', 3), 50)],
      [CONNECT, 'tcp-data tls a.test'],
    ],
    ['TLS without a name', [SYN, ...segments(clientHello(null), 50)], [CONNECT, 'tcp-data tls null']],
    ['TLS cut off', [SYN, ...segments(hello.subarray(0, 60), 50)], [CONNECT, 'tcp-data tls null']],
    ['HTTP', [SYN, say('GET / HTTP/1.1\r\nHost: A.test:8080\r\n\r\n')], [CONNECT, 'tcp-data http a.test']],
    ['HTTP without an end', [SYN, say('GET / HTTP/1.1\r\nHost: a.te')], [CONNECT, 'tcp-data http null']],
    ['SSH', [SYN, say('SSH-2.0-client\r\n')], [CONNECT, 'tcp-data ssh null']],
    ['anything', [SYN, say('hello there')], [CONNECT, 'tcp-data unknown null']],
    ['nothing', [SYN, say('', { flags: 'FA' })], [CONNECT]],
    [
      'a server that speaks first',
      [SYN, reply(ascii('220 mail')), say('EHLO x')],
      [CONNECT, 'tcp-data unknown null'],
    ],
    ['no SYN seen', [say('hello there')], ['tcp-data unknown null']],
    [
      'no SYN seen, and the server first',
      [reply(ascii('220 mail')), say('EHLO x')],
      ['tcp-data unknown null'],
    ],
    ['a gap', [SYN, say('hello', { sequence: 1010 })], [CONNECT, 'malformed tcp-gap']],
    [
      'twice the same',
      [SYN, say('hello'), say('hello'), say('', { flags: 'FA', sequence: 1006 })],
      [CONNECT, 'tcp-data unknown null'],
    ],
    [
      'waiting bytes that differ',
      [SYN, say('abc', { sequence: 1003 }), say('xyz', { sequence: 1003 })],
      [CONNECT, 'malformed tcp-overlap', 'malformed tcp-gap'],
    ],
    [
      'two connections from one port',
      [SYN, say('hello'), segment(NOTHING, { flags: 'S', sequence: 5000 }), say('hi', { sequence: 5001 })],
      [CONNECT, 'tcp-data unknown null', CONNECT, 'tcp-data unknown null'],
    ],
  ])('%s', (_name, frames, expected) => {
    expect(told(eventsOf(...frames))).toEqual(expected)
  })

  test('it is told as soon as it is clear, and when it was said', () => {
    const events = eventsOf(SYN, segment(hello, { sequence: 1001 }), SYN.with(37, 9))
    expect(events.map(({ kind }) => kind)).toEqual(['tcp-connect', 'tcp-data', 'tcp-connect'])
    expect(events[1]).toMatchObject({ time: 1_700_000_000.001, firstBytes: hello.subarray(0, 256) })
  })

  test('of bytes sent twice the first ones count, and at most 256 are kept', () => {
    const letters = 'abcdefghij'.repeat(40)
    const frames = [
      say(letters.slice(0, 100)),
      say('X'.repeat(150)),
      say(letters.slice(100), { sequence: 1101 }),
    ]
    const [, data] = eventsOf(SYN, ...frames)
    const bytes = data?.kind === 'tcp-data' ? Buffer.from(data.firstBytes).toString() : ''
    expect(bytes).toBe(`${letters.slice(0, 100)}${'X'.repeat(50)}${letters.slice(100, 206)}`)
  })
})

describe('DNS over TCP', () => {
  const second = framed(dnsMessage(['second.test']))
  test.each<[string, Bytes[], string[]]>([
    ['one segment', upTo(53, 999), [QUERY, 'tcp-data dns null']],
    ['one-byte segments', upTo(53, 1), [QUERY, 'tcp-data dns null']],
    ['one-byte segments, any port', upTo(8053, 1), [QUERY, 'tcp-data dns null']],
    [
      'two queries in one segment',
      upTo(8053, 999, concat(query, second)),
      [QUERY, 'dns-query A second.test', 'tcp-data dns null'],
    ],
    [
      'two queries, cut anywhere',
      upTo(8053, 7, concat(query, second)),
      [QUERY, 'tcp-data dns null', 'dns-query A second.test'],
    ],
    [
      'a query, then junk',
      upTo(8053, 999, concat(query, [0, 3, 1, 2, 3])),
      [QUERY, 'malformed dns-malformed', 'tcp-data dns null'],
    ],
    [
      'junk on port 53',
      upTo(53, 999, ascii('\0\x05hello')),
      ['malformed dns-malformed', 'tcp-data unknown null'],
    ],
    [
      'junk, then a query, on port 53',
      upTo(53, 999, concat([0, 1, 9], query)),
      ['malformed dns-malformed', QUERY, 'tcp-data dns null'],
    ],
    ['a query without its end', upTo(8053, 5, query.with(1, 200)), [QUERY, 'tcp-data dns null']],
    [
      'half a query on port 53',
      upTo(53, 5, query.subarray(0, 20)),
      ['malformed dns-malformed', 'tcp-data unknown null'],
    ],
  ])('%s', (_name, frames, expected) => {
    expect(told(eventsOf(...frames))).toEqual(expected)
  })

  test('answers', () => {
    const answer = framed(dnsAnswer('example.test'))
    const frames = [...upTo(443, 9), ...segments(answer, 9, { sourcePort: 443, destinationPort: 40000 })]
    expect(told(eventsOf(...frames))).toContain('dns-answer A example.test')
  })

  test('however the segments are cut, mixed and repeated, the query is found', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: query.length - 1 }), { maxLength: 12 })
    const start = fc.constantFrom(1001, 0xffffffff, 0xfffffff0, 0x7ffffff8)
    fc.assert(
      fc.property(cuts, start, fc.infiniteStream(fc.nat()), (places, sequence, order) => {
        const ends = [...places.sort((one, other) => one - other), query.length]
        const parts = ends.map((end, index) => {
          const from = ends[index - 1] ?? 0
          // Some repeat what the one before had.
          const begin = Math.max(0, from - (index % 3))
          return segment(query.subarray(begin, end), {
            sequence: (sequence + begin) >>> 0,
            destinationPort: 7777,
          })
        })
        const mixed = parts
          .map((part) => ({ part, rank: order.next().value ?? 0 }))
          .sort((one, other) => one.rank - other.rank)
        const open = segment(NOTHING, { flags: 'S', sequence: (sequence - 1) >>> 0, destinationPort: 7777 })
        const events = eventsOf(open, ...mixed.map(({ part }) => part))
        expect(told(events).sort()).toEqual([QUERY, 'tcp-connect 198.51.100.2 7777', 'tcp-data dns null'])
      }),
      { numRuns: 500 },
    )
  })
})

describe('limits', () => {
  test('segments that wait for ever', () => {
    const frames = Array.from({ length: 1100 }, (_, index) => say('x', { sequence: 2000 + index * 2 }))
    expect(told(eventsOf(SYN, ...frames))).toEqual([
      CONNECT,
      'malformed tcp-reassembly-limit',
      'malformed tcp-gap',
    ])
  })

  test('too many connections: a stream that waits is not forgotten in silence', () => {
    const waiting = upTo(53, 999, query.subarray(0, 20))
    const flood = Array.from({ length: 8200 }, (_, index) =>
      segment(NOTHING, { flags: 'S', sourcePort: index, destinationPort: 9 }),
    )
    const lines = told(eventsOf(...waiting, ...flood))
    expect(lines).toContain('malformed tcp-evicted')
    expect(lines.filter((line) => line.startsWith('tcp-connect'))).toHaveLength(8200)
  })

  test('streams that keep much: the oldest go, and say so', () => {
    const part = concat([0xff, 0xff], query.subarray(2), new Uint8Array(40_000))
    const frames = Array.from({ length: 1200 }, (_, index) =>
      segment(part, { sourcePort: 10_000 + index, destinationPort: 53 }),
    )
    const lines = told(eventsOf(...frames))
    expect(lines.filter((line) => line === QUERY)).toHaveLength(1200)
    expect(lines).toContain('malformed tcp-evicted')
  })
})
