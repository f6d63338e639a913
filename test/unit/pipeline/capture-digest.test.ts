import { describe, expect, test } from 'vitest'
import type { CaptureEvent, CaptureSummary, Endpoint } from '../../../src/model/index.ts'
import { CaptureDigest, MAX_ENTRIES } from '../../../src/pipeline/capture-digest.ts'
import type { CaptureReport } from '../../../src/report/capture-report.ts'

const SUMMARY: CaptureSummary = {
  packets: 1,
  bytes: 1,
  linkTypes: [],
  complete: true,
  problem: null,
  firstTime: 1,
  lastTime: 2,
}
const client: Endpoint = { address: '192.0.2.1', port: 40000 }
const at = (address: string, port: number): Endpoint => ({ address, port })

function digest(...events: readonly CaptureEvent[]): CaptureReport {
  const made = new CaptureDigest(['registry.example'])
  for (const event of events) made.add(event)
  return made.report('x.pcap', SUMMARY)
}

function query(name: string, type = 'A', time = 1, destination = at('192.0.2.53', 53)): CaptureEvent {
  return {
    kind: 'dns-query',
    time,
    source: client,
    destination,
    transport: 'udp',
    questions: [{ name, labels: [], type }],
  }
}

function connect(destination: Endpoint, time = 1): CaptureEvent {
  return { kind: 'tcp-connect', time, source: client, destination }
}

function said(destination: Endpoint, protocol: 'tls' | 'unknown', host: string | null): CaptureEvent {
  return {
    kind: 'tcp-data',
    time: 2,
    source: client,
    destination,
    protocol,
    host,
    firstBytes: new Uint8Array(0),
  }
}

function datagram(source: Endpoint, destination: Endpoint, protocol = 'unknown'): CaptureEvent {
  return {
    kind: 'udp-datagram',
    time: 3,
    source,
    destination,
    protocol,
    length: 0,
    firstBytes: new Uint8Array(0),
  }
}

describe('queries', () => {
  test('one row a name', () => {
    const report = digest(
      query('a.test'),
      query('a.test', 'AAAA', 2, at('2001:db8::53', 53)),
      query('registry.example'),
    )
    expect(report.queries).toEqual([
      {
        name: 'a.test',
        types: ['A', 'AAAA'],
        count: 2,
        servers: ['192.0.2.53:53', '[2001:db8::53]:53'],
        first: 1,
        registry: false,
      },
      {
        name: 'registry.example',
        types: ['A'],
        count: 1,
        servers: ['192.0.2.53:53'],
        first: 1,
        registry: true,
      },
    ])
  })

  test.each([
    'registry.example.attacker.test',
    'registry\\.example',
    'x.registry.example',
    'registry.example2',
  ])('%s is no registry', (name) => {
    expect(digest(query(name)).queries).toMatchObject([{ registry: false }])
  })

  test('a flood is counted, not listed', () => {
    const report = digest(
      ...Array.from({ length: MAX_ENTRIES + 5 }, (_, index) => query(`n${index}.test`)),
      query('n0.test'),
    )
    expect(report.queries).toHaveLength(MAX_ENTRIES)
    expect(report.queries[0]).toMatchObject({ count: 2 })
    expect(report.limits).toEqual({ entries: MAX_ENTRIES, queriesLeftOut: 5, contactsLeftOut: 0 })
  })
})

describe('contacts', () => {
  const server = at('198.51.100.2', 443)
  const quic = (host: string) => ({ ...datagram(client, server, 'quic'), host }) as CaptureEvent
  test.each<[string, CaptureEvent[], object[]]>([
    [
      'connected',
      [connect(server)],
      [{ address: '198.51.100.2', port: 443, protocol: 'tcp', host: null, count: 1, registry: false }],
    ],
    [
      'connected and said',
      [connect(server), said(server, 'tls', 'a.test')],
      [{ protocol: 'tls', host: 'a.test', count: 1 }],
    ],
    [
      'two connected, one said',
      [connect(server), connect(server), said(server, 'tls', 'a.test')],
      [{ protocol: 'tcp', count: 1 }, { protocol: 'tls' }],
    ],
    [
      'two names at one place',
      [said(server, 'tls', 'a.test'), said(server, 'tls', 'registry.example')],
      [{ registry: false }, { registry: true }],
    ],
    ['a query', [query('a.test')], [{ address: '192.0.2.53', port: 53, protocol: 'dns' }]],
    ['mDNS', [query('a.local', 'PTR', 1, at('224.0.0.251', 5353))], [{ protocol: 'mdns' }]],
    [
      'a datagram and its reply',
      [datagram(client, server), datagram(server, client)],
      [{ port: 443, protocol: 'udp', count: 1 }],
    ],
    [
      'QUIC, with and without a name',
      [
        datagram(client, server, 'quic'),
        quic('a.test'),
        quic('a.test'),
        quic('b.test'),
        datagram(server, client, 'quic'),
      ],
      [
        { protocol: 'quic', host: null, count: 1 },
        { protocol: 'quic', host: 'a.test', count: 2 },
        { protocol: 'quic', host: 'b.test', count: 1 },
      ],
    ],
    [
      'a ping',
      [
        {
          kind: 'other-ip',
          time: 1,
          source: client,
          destination: at('198.51.100.2', 0),
          protocol: 1,
          name: 'icmp-echo-request',
          length: 8,
        },
      ],
      [{ protocol: 'icmp-echo-request' }],
    ],
  ])('%s', (_name, events, expected) => {
    const { contacts } = digest(...events)
    expect(contacts).toHaveLength(expected.length)
    expect(contacts).toMatchObject(expected)
  })

  test('a flood is counted, not listed', () => {
    const flood = Array.from({ length: MAX_ENTRIES + 7 }, (_, index) => connect(at('198.51.100.2', index)))
    expect(digest(...flood).limits).toMatchObject({ contactsLeftOut: 7 })
  })
})

test('what could not be read, by code', () => {
  const malformed = (code: string, time: number): CaptureEvent => ({
    kind: 'malformed',
    time,
    source: null,
    destination: null,
    code,
  })
  expect(digest(malformed('a', 1), malformed('b', 2), malformed('a', 3)).malformed).toEqual([
    { code: 'a', count: 2, first: 1 },
    { code: 'b', count: 1, first: 2 },
  ])
})
