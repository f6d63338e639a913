import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../../../src/model/index.ts'
import { eventsOf, told } from '../../../helpers/decoded.ts'
import {
  ascii,
  type Bytes,
  be16,
  concat,
  type DnsOptions,
  dnsAnswer,
  dnsMessage,
  dnsName,
  ethernet,
  ipv4,
  udp,
} from '../../../helpers/packets.ts'

function onPort(port: number, message: Bytes): CaptureEvent[] {
  return eventsOf(ethernet(ipv4(udp(message, 40000, port))))
}

describe('names', () => {
  const label63 = 'x'.repeat(63)
  test.each<[string, (string | Bytes)[], string]>([
    ['plain', ['example', 'test'], 'example.test'],
    ['0x20 case', ['eXaMpLe', 'TEST'], 'example.test'],
    ['the root', [], '.'],
    ['one label that contains dots', ['registry.example', 'test'], 'registry\\.example.test'],
    ['a backslash', ['a\\b'], 'a\\\\b'],
    ['a space', ['a b'], 'a\\032b'],
    ['a zero byte', ['a\0b'], 'a\\000b'],
    ['bytes that are not UTF-8', [Uint8Array.of(0xff, 0xfe)], '\\255\\254'],
    ['UTF-8', [new TextEncoder().encode('é')], '\\195\\169'],
    ['latin1 capitals keep their byte', [Uint8Array.of(0xc0)], '\\192'],
    ['terminal escapes', ['\x1b[31m'], '\\027[31m'],
    ['digits, hyphen, underscore', ['_dmarc-1'], '_dmarc-1'],
    ['other printable characters', ['a@b$c'], 'a@b$c'],
    [
      '255 bytes',
      [label63, label63, label63, 'x'.repeat(61)],
      `${label63}.${label63}.${label63}.${'x'.repeat(61)}`,
    ],
  ])('%s', (_name, labels, name) => {
    const raw = labels.map((label) =>
      typeof label === 'string' ? label : Buffer.from(label).toString('latin1'),
    )
    // Twice: from the message, then from the cache.
    for (const event of [
      ...onPort(53, dnsMessage([dnsName(labels)])),
      ...onPort(53, dnsMessage([dnsName(labels)])),
    ]) {
      expect(event).toMatchObject({ kind: 'dns-query', questions: [{ name, labels: raw, type: 'A' }] })
    }
  })

  test('any labels come back byte for byte', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        fc.array(fc.array(label, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 20 }),
        (names) => {
          const events = eventsOf(
            ...names.map((labels) => ethernet(ipv4(udp(dnsMessage([dnsName(labels)]))))),
          )
          const seen = events.map((event) =>
            event.kind === 'dns-query' ? event.questions[0]?.labels : event.kind,
          )
          expect(seen).toEqual(
            names.map((labels) => labels.map((bytes) => Buffer.from(bytes).toString('latin1'))),
          )
        },
      ),
    )
  })
})

describe('malformed names and questions', () => {
  const pointer = (at: number): number[] => [0xc0 | (at >> 8), at & 0xff]
  const raw = (bytes: number[] | Bytes): Bytes => Uint8Array.from(bytes)
  const good = 'dns-query A example.test'
  test.each<[string, Bytes, string[]]>([
    ['a pointer to itself', dnsMessage([raw(pointer(12))]), []],
    ['a pointer forward', dnsMessage([raw([...pointer(40)])], { rest: dnsName(['a']) }), []],
    ['a pointer into the header', dnsMessage([raw(pointer(2))]), ['dns-query A \\000']],
    ['a loop of two', dnsMessage([raw([1, 0x61, ...pointer(12)])]), []],
    ['label type 0x40', dnsMessage([raw([0x41, 0x61, 0])]), []],
    ['label type 0x80', dnsMessage([raw([0x81, 0x61, 0])]), []],
    [
      '256 bytes',
      dnsMessage([dnsName(['x'.repeat(63), 'x'.repeat(63), 'x'.repeat(63), 'x'.repeat(62)])]),
      [],
    ],
    ['no end', dnsMessage([]).with(5, 1), []],
    ['no class', dnsMessage(['a']).subarray(0, -1), []],
    [
      'a pointer to the first name',
      dnsMessage(['example.test', raw(pointer(12))]),
      ['dns-query A example.test, A example.test'],
    ],
    [
      'the second of two is none',
      dnsMessage(['example.test', raw([0xff])]),
      [good, 'malformed dns-question'],
    ],
    [
      'more questions claimed than there are',
      dnsMessage(['example.test'], { counts: [9, 0, 0, 0] }),
      [good, 'malformed dns-question'],
    ],
    [
      'type 0',
      dnsMessage(['example.test'], { type: 0 }),
      ['dns-query TYPE0 example.test', 'malformed dns-question'],
    ],
    [
      'a class that does not exist',
      dnsMessage(['example.test'], { dnsClass: 77 }),
      [good, 'malformed dns-question'],
    ],
    ['an unknown type', dnsMessage(['example.test'], { type: 65280 }), ['dns-query TYPE65280 example.test']],
    ['an update', dnsMessage(['example.test'], { flags: 0x2800, type: 6 }), ['dns-query SOA example.test']],
  ])('on port 53: %s', (_name, message, expected) => {
    const lines = told(onPort(53, message))
    expect(lines).toEqual(
      expected.length > 0 ? expected : ['malformed dns-malformed', `udp-datagram dns ${message.length}`],
    )
  })

  test('questions are bounded', () => {
    const [event, malformed] = onPort(53, dnsMessage(new Array<string>(65).fill('a')))
    expect(event).toMatchObject({ kind: 'dns-query' })
    expect(event?.kind === 'dns-query' && event.questions).toHaveLength(64)
    expect(malformed).toMatchObject({ kind: 'malformed', code: 'dns-question' })
  })

  test('cut at every byte, it is a question or a malformed message, never nothing', () => {
    const message = dnsMessage(['example.test'], { counts: [1, 0, 0, 1], rest: new Uint8Array(11) })
    for (let length = 0; length < message.length; length++) {
      const lines = told(onPort(53, message.subarray(0, length)))
      expect(lines).toEqual(length >= 30 ? [good] : ['malformed dns-malformed', `udp-datagram dns ${length}`])
    }
  })
})

describe('junk records do not lose the question', () => {
  test.each<[string, DnsOptions]>([
    ['a record cut off', { counts: [1, 1, 0, 0], rest: Uint8Array.of(0xc0, 12, 0, 1) }],
    [
      'a record with a loop',
      { counts: [1, 1, 0, 0], rest: Uint8Array.of(0xc0, 29, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0) },
    ],
    [
      'a record of an odd type',
      { counts: [1, 0, 0, 1], rest: Uint8Array.of(0, 0, 47, 0, 1, 0, 0, 0, 0, 0, 9, 1, 2) },
    ],
    ['counts without records', { counts: [1, 0xffff, 0xffff, 0xffff] }],
  ])('%s', (_name, options) => {
    for (const port of [53, 8053]) {
      expect(told(onPort(port, dnsMessage(['example.test'], options)))).toEqual(['dns-query A example.test'])
      const answer = dnsMessage(['example.test'], { ...options, flags: 0x8180 })
      expect(onPort(port, answer)).toMatchObject([
        { kind: 'dns-answer', questions: [{ name: 'example.test' }] },
      ])
    }
  })
})

describe('answers', () => {
  const record = (type: number, data: Bytes): Bytes =>
    concat([0xc0, 12], be16(type), [0, 1, 0, 0, 0, 60], be16(data.length), data)
  test.each<[string, number, Bytes, string, string]>([
    ['A', 1, Uint8Array.of(198, 51, 100, 7), 'A', '198.51.100.7'],
    ['CNAME', 5, dnsName(['other', 'test']), 'CNAME', 'other.test'],
    ['TXT', 16, concat([2], ascii('hi'), [3], ascii('you')), 'TXT', 'hiyou'],
    ['MX', 15, concat([0, 5], dnsName(['mx', 'test'])), 'MX', '{"preference":5,"exchange":"mx.test"}'],
  ])('%s', (_name, type, data, typeName, text) => {
    const message = dnsMessage(['example.test'], {
      flags: 0x8180,
      type,
      counts: [1, 1, 0, 0],
      rest: record(type, data),
    })
    expect(onPort(40000, message)).toMatchObject([
      { answers: [{ name: 'example.test', type: typeName, data: text }] },
    ])
  })

  test('the builder’s own answer', () => {
    expect(told(onPort(40000, dnsAnswer('example.test')))).toEqual(['dns-answer A example.test'])
  })
})

describe('the shape', () => {
  test.each<[string, Bytes]>([
    ['opcode', dnsMessage(['example.test'], { flags: 0x2800 })],
    ['the bit that must be 0', dnsMessage(['example.test'], { flags: 0x0140 })],
    ['a result code in a query', dnsMessage(['example.test'], { flags: 0x0103 })],
    ['no question', dnsMessage([])],
    ['17 questions', dnsMessage(new Array<string>(17).fill('a'))],
    ['the root alone', dnsMessage([dnsName([])])],
    ['class', dnsMessage(['example.test'], { dnsClass: 2 })],
    ['odd names with records that cannot be there', dnsMessage([dnsName(['a b'])], { counts: [1, 5, 0, 0] })],
  ])('is not believed on any port: %s', (_name, message) => {
    expect(onPort(8053, message)).toMatchObject([{ kind: 'udp-datagram' }])
  })

  test('hardly ever fits what is not DNS', () => {
    let state = 42
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state >>> 24
    }
    const datagram = (): Bytes => ethernet(ipv4(udp(Uint8Array.from({ length: 60 }, random), 40000, 4000)))
    for (let turn = 0; turn < 50; turn++) {
      const events = eventsOf(...Array.from({ length: 1000 }, datagram))
      expect(events.filter(({ kind }) => kind !== 'udp-datagram')).toHaveLength(0)
    }
  })
})
