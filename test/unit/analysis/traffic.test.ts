import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { CaptureEvent, Endpoint, Evidence, Finding, TlsOffer } from '../../../src/model/index.ts'
import {
  at,
  connect,
  data,
  datagram,
  evidenceOf,
  INVENTED,
  icmp,
  MARKER,
  query,
  REGISTRY,
  RESOLVER,
  request,
} from './evidence.ts'

/** A finding in one line: code, severity, where, protocol, count, detail. */
function line(one: Finding): string {
  const place = `${one.host ?? one.address ?? '-'}${one.port === undefined ? '' : `:${one.port}`}`
  const detail = one.detail === '' ? '' : ` | ${one.detail}`
  return `${one.code} ${one.severity} ${place} ${one.protocol} ×${one.count}${detail}`
}

const named = (port: number) => at(`${INVENTED}:${port}`)
const lookup = (rest: string) => `foreign-lookup suspicious ${rest}`
const contact = (rest: string) => `foreign-contact suspicious ${rest}`
const reply = (event: CaptureEvent) =>
  ({ ...event, source: event.destination, destination: event.source }) as CaptureEvent
const answer = (to = RESOLVER, from = at('127.0.0.1:40000')): CaptureEvent => ({
  kind: 'dns-answer',
  time: 101,
  transport: 'udp',
  source: from,
  destination: to,
  questions: [],
  answers: [],
})
const oddResolver = at('192.0.2.53:53')
const malformed = (destination: string | null): CaptureEvent => ({
  kind: 'malformed',
  time: 101,
  source: null,
  destination: destination === null ? null : at(destination),
  code: 'ip-truncated',
})

const offering = (event: CaptureEvent, tls: Partial<TlsOffer>) =>
  ({ ...event, tls: { protocols: [], encrypted: false, ...tls } }) as CaptureEvent
const quic = (to: Endpoint, host: string | null, tls: Partial<TlsOffer>) =>
  offering({ ...datagram(to, 'quic'), ...(host === null ? {} : { host }) } as CaptureEvent, tls)

interface Case {
  readonly name: string
  readonly network?: readonly CaptureEvent[]
  readonly change?: Partial<Evidence>
  readonly expected: readonly string[]
}

const CASES: readonly Case[] = [
  // Answers
  {
    name: "an answer of the own resolver's, without its question",
    network: [answer(at('127.0.0.1:40000'), RESOLVER)],
    expected: [],
  },
  {
    name: 'what looks like an answer of the own resolver to somebody far away',
    network: [answer(at('203.0.113.9:443'), at('127.0.0.99:53'))],
    expected: [contact('203.0.113.9:443 dns ×1 | a DNS answer that nobody asked for')],
  },
  // Names
  { name: 'a name', network: [query('metrics.example')], expected: [lookup('metrics.example dns ×1 | A')] },
  {
    name: 'a name, twice and by two types',
    network: [query('x.example'), query('x.example', { type: 'AAAA' }), query('x.example')],
    expected: [lookup('x.example dns ×3 | A; AAAA')],
  },
  {
    name: "a registry's name",
    network: [query('registry.example'), query('registry.example', { type: 'TXT' })],
    expected: [],
  },
  {
    name: 'a name that ends like a registry',
    network: [query('evilregistry.example')],
    expected: [lookup('evilregistry.example dns ×1 | A')],
  },
  {
    name: "a registry's sub-domain",
    network: [query('x.registry.example')],
    expected: [lookup('x.registry.example dns ×1 | A')],
  },
  {
    name: 'one label that holds a dot',
    network: [query('registry\\.example')],
    expected: [lookup('registry\\.example dns ×1 | A')],
  },
  {
    name: 'two questions, one of them a registry',
    network: [query(['registry.example', 'x.example'])],
    expected: [lookup('x.example dns ×1 | A')],
  },
  {
    name: 'a hard-coded resolver over UDP',
    network: [query('x.example', { to: oddResolver })],
    expected: [
      lookup('x.example dns ×1 | A of the resolver 192.0.2.53:53 over udp'),
      contact('192.0.2.53:53 dns ×1 | a resolver'),
    ],
  },
  {
    name: 'a hard-coded resolver over TCP',
    network: [connect(oddResolver), query('x.example', { to: oddResolver, transport: 'tcp' })],
    expected: [
      lookup('x.example dns ×1 | A of the resolver 192.0.2.53:53 over tcp'),
      contact('192.0.2.53:53 tcp ×1'),
    ],
  },
  {
    name: 'a hard-coded resolver on another port',
    network: [query('x.example', { to: at('192.0.2.53:8053') })],
    expected: [
      lookup('x.example dns ×1 | A of the resolver 192.0.2.53:8053 over udp'),
      contact('192.0.2.53:8053 dns ×1 | a resolver'),
    ],
  },
  {
    name: "a hard-coded resolver, asked for a registry's name",
    network: [query('registry.example', { to: oddResolver })],
    expected: [contact('192.0.2.53:53 dns ×1 | a resolver')],
  },
  {
    name: 'the own resolver over TCP, at another loopback address',
    network: [
      connect(at('127.0.0.53:53')),
      query('registry.example', { to: at('127.0.0.53:53'), transport: 'tcp' }),
    ],
    expected: [],
  },
  {
    name: 'an own resolver that is told to be one',
    network: [query('registry.example', { to: at('192.0.2.1:53') })],
    change: { resolver: at('192.0.2.1:53') },
    expected: [],
  },
  {
    name: 'a name, although everything of the address is our own',
    network: [query('x.example')],
    change: { own: [at('127.0.0.1:0')] },
    expected: [lookup('x.example dns ×1 | A')],
  },
  {
    name: 'localhost',
    network: [query('localhost'), query('a.localhost')],
    expected: ['foreign-lookup info localhost dns ×1 | A', 'foreign-lookup info a.localhost dns ×1 | A'],
  },
  {
    name: 'localhost of a hard-coded resolver',
    network: [query('data.localhost', { to: oddResolver })],
    expected: [
      lookup('data.localhost dns ×1 | A of the resolver 192.0.2.53:53 over udp'),
      contact('192.0.2.53:53 dns ×1 | a resolver'),
    ],
  },
  {
    name: 'a label that ends like localhost',
    network: [query('x\\.localhost')],
    expected: [lookup('x\\.localhost dns ×1 | A')],
  },
  {
    name: 'loopback in reverse',
    network: [query('1.0.0.127.in-addr.arpa', { type: 'PTR' })],
    expected: ['foreign-lookup info 1.0.0.127.in-addr.arpa dns ×1 | PTR'],
  },
  {
    name: '::1 in reverse',
    network: [query(`1.${'0.'.repeat(31)}ip6.arpa`)],
    expected: [`foreign-lookup info 1.${'0.'.repeat(31)}ip6.arpa dns ×1 | A`],
  },
  {
    name: 'an invented address in reverse',
    network: [query('7.0.18.198.in-addr.arpa')],
    expected: ['foreign-lookup info 7.0.18.198.in-addr.arpa dns ×1 | A'],
  },
  {
    name: 'any other address in reverse',
    network: [query('1.2.0.192.in-addr.arpa')],
    expected: [lookup('1.2.0.192.in-addr.arpa dns ×1 | A')],
  },
  {
    name: 'a name by multicast',
    network: [query('printer.local', { to: at('224.0.0.251:5353') })],
    expected: [
      'foreign-lookup info printer.local dns ×1 | A of the resolver 224.0.0.251:5353 over udp',
      'foreign-contact info 224.0.0.251:5353 dns ×1 | a resolver',
    ],
  },
  {
    name: "the own resolver's answers",
    network: [query('registry.example'), answer(at('127.0.0.1:40000'), RESOLVER)],
    expected: [],
  },
  {
    name: 'the answer of a resolver that was asked',
    network: [query('registry.example', { to: oddResolver }), answer(at('192.0.2.53:40000'), oddResolver)],
    expected: [contact('192.0.2.53:53 dns ×1 | a resolver')],
  },
  {
    name: 'an answer that nobody asked for is a way to send',
    network: [answer(oddResolver, at('192.0.2.53:40000'))],
    expected: [contact('192.0.2.53:53 dns ×1 | a DNS answer that nobody asked for')],
  },

  // Contacts
  {
    name: 'a connection to a name',
    network: [connect(named(443))],
    expected: [contact('metrics.example:443 tcp ×1')],
  },
  {
    name: 'a connection, its TLS and its request are one',
    network: [connect(named(443)), data(named(443), 'tls', 'metrics.example')],
    change: { requests: [request(named(443))] },
    expected: [contact('metrics.example:443 https ×1 | POST https://metrics.example/i 1.2 kB')],
  },
  {
    name: 'two ports are two',
    network: [connect(named(443)), connect(named(80))],
    expected: [contact('metrics.example:443 tcp ×1'), contact('metrics.example:80 tcp ×1')],
  },
  {
    name: 'an IPv4 literal',
    network: [connect(at('192.0.2.7:8080')), data(at('192.0.2.7:8080'), 'unknown', null)],
    expected: [contact('192.0.2.7:8080 tcp ×1 | sends "hi"')],
  },
  {
    name: 'an IPv6 literal',
    network: [connect(at('2001:db8::7:443'))],
    expected: [contact('2001:db8::7:443 tcp ×1')],
  },
  {
    name: 'a name that only the package gives, to a literal',
    network: [connect(at('192.0.2.7:443')), data(at('192.0.2.7:443'), 'tls', 'nice.example')],
    expected: [contact('192.0.2.7:443 tls ×1 | asks for nice.example')],
  },
  {
    name: 'another name in TLS than the one looked up: both',
    network: [connect(named(443)), data(named(443), 'tls', 'hidden.example')],
    expected: [
      contact('metrics.example:443 tls ×1 | asks for hidden.example'),
      contact('hidden.example:443 tls ×1 | at the address of metrics.example'),
    ],
  },
  {
    name: 'another name in the Host header: both',
    network: [connect(named(443))],
    change: { requests: [request(named(443), { host: 'Hidden.example.:443', bodyLength: 0 })] },
    expected: [
      contact('metrics.example:443 https ×1 | POST https://Hidden.example.:443/i'),
      contact('hidden.example:443 https ×1 | POST https://Hidden.example.:443/i'),
    ],
  },
  {
    name: 'the registry',
    network: [connect(REGISTRY), data(REGISTRY, 'tls', 'registry.example'), data(REGISTRY, 'tls', null)],
    expected: [],
  },
  {
    name: "another name at the registry's address",
    network: [connect(REGISTRY), data(REGISTRY, 'tls', 'hidden.example')],
    expected: [contact('hidden.example:443 tls ×1 | at the address of registry.example')],
  },
  {
    name: "another port of the registry's address",
    network: [connect(at('198.51.100.1:22'))],
    expected: [contact('registry.example:22 tcp ×1')],
  },
  {
    name: "a datagram to the registry's address",
    network: [datagram(REGISTRY, 'quic')],
    expected: [contact('registry.example:443 quic ×1')],
  },
  {
    name: 'a datagram, and the answer to it',
    network: [datagram(named(123), 'ntp'), reply(datagram(named(123), 'ntp'))],
    expected: [contact('metrics.example:123 ntp ×1 | 2 B "x\\x0a"')],
  },
  {
    name: 'the markers of the watch',
    network: [datagram(MARKER), reply(datagram(MARKER))],
    expected: [],
  },
  {
    name: "TCP from and to a marker's port, which is free for it",
    network: [connect(MARKER)],
    expected: [contact('203.0.113.99:9 tcp ×1')],
  },
  {
    name: "another port of a marker's address",
    network: [connect(at('203.0.113.99:80'))],
    expected: [contact('203.0.113.99:80 tcp ×1')],
  },
  {
    name: 'loopback',
    network: [connect(at('127.0.0.1:3000')), connect(at('::1:3000'))],
    expected: ['foreign-contact info 127.0.0.1:3000 tcp ×1', 'foreign-contact info ::1:3000 tcp ×1'],
  },
  {
    name: 'loopback from elsewhere',
    network: [connect(at('127.0.0.1:3000'), 101, at('192.0.2.1:99'))],
    expected: [contact('127.0.0.1:3000 tcp ×1')],
  },
  {
    name: 'a look round',
    network: [
      datagram(at('224.0.0.251:5353'), 'mdns'),
      datagram(at('239.255.255.250:1900'), 'ssdp'),
      datagram(at('ff02::1:3:5355'), 'llmnr'),
    ],
    expected: [
      'foreign-contact info 224.0.0.251:5353 mdns ×1 | 2 B "x\\x0a"',
      'foreign-contact info 239.255.255.250:1900 ssdp ×1 | 2 B "x\\x0a"',
      'foreign-contact info ff02::1:3:5355 llmnr ×1 | 2 B "x\\x0a"',
    ],
  },
  {
    name: 'what only calls itself a look round',
    network: [datagram(at('192.0.2.1:5353'), 'mdns'), datagram(at('224.0.0.251:9'))],
    expected: [
      contact('192.0.2.1:5353 mdns ×1 | 2 B "x\\x0a"'),
      contact('224.0.0.251:9 udp ×1 | 2 B "x\\x0a"'),
    ],
  },
  {
    name: "NetBIOS on a private network's own broadcast, and elsewhere",
    network: [
      datagram(at('192.168.1.255:137'), 'nbns'),
      datagram(at('203.0.113.255:137'), 'nbns'),
      datagram(at('10.1.2.255:9')),
    ],
    expected: [
      'foreign-contact info 192.168.1.255:137 nbns ×1 | 2 B "x\\x0a"',
      contact('203.0.113.255:137 nbns ×1 | 2 B "x\\x0a"'),
      contact('10.1.2.255:9 udp ×1 | 2 B "x\\x0a"'),
    ],
  },
  {
    name: 'a datagram that says what it wants',
    network: [{ ...datagram(at('192.0.2.1:3478'), 'stun'), note: 'binding request' } as CaptureEvent],
    expected: [contact('192.0.2.1:3478 stun ×1 | binding request: 2 B "x\\x0a"')],
  },
  // QUIC
  {
    name: 'QUIC to a name that was looked up',
    network: [quic(named(443), 'metrics.example', { protocols: ['h3'] }), datagram(named(443), 'quic')],
    expected: [contact('metrics.example:443 quic ×2')],
  },
  {
    name: 'QUIC to an address that nobody looked up',
    network: [quic(at('192.0.2.1:443'), 'c2.example', {})],
    expected: [contact('192.0.2.1:443 quic ×1 | asks for c2.example')],
  },
  {
    name: 'QUIC to a name behind another',
    network: [quic(named(443), 'hidden.example', {})],
    expected: [
      contact('metrics.example:443 quic ×1 | asks for hidden.example'),
      contact('hidden.example:443 quic ×1 | at the address of metrics.example'),
    ],
  },
  {
    name: 'QUIC that may hide a name, and none',
    network: [
      quic(named(443), 'metrics.example', { encrypted: true }),
      quic(at('192.0.2.1:853'), null, { protocols: ['doq'] }),
    ],
    expected: [
      contact('metrics.example:443 quic ×1 | may hide another name (ECH)'),
      contact('192.0.2.1:853 quic ×1 | no server name, speaks doq'),
    ],
  },
  {
    name: 'TLS that may hide a name, DNS over TLS, and what is usual',
    network: [
      offering(data(named(443), 'tls', 'metrics.example'), { protocols: ['h2'], encrypted: true }),
      offering(data(at('192.0.2.1:853'), 'tls', null), { protocols: ['dot'] }),
      offering(data(named(8443), 'tls', 'metrics.example'), { protocols: ['h2', 'http/1.1'] }),
    ],
    expected: [
      contact('metrics.example:443 tls ×1 | may hide another name (ECH)'),
      contact('192.0.2.1:853 tls ×1 | no server name, speaks dot, DNS over TLS'),
      contact('metrics.example:8443 tls ×1'),
    ],
  },
  {
    name: 'WebSocket',
    network: [{ ...data(named(80), 'http', 'metrics.example'), note: 'WebSocket' } as CaptureEvent],
    expected: [contact('metrics.example:80 http ×1 | WebSocket')],
  },
  // Places that are known
  {
    name: 'cloud metadata, by address and by name',
    network: [
      query('metadata.google.internal'),
      connect(at('169.254.169.254:80')),
      data(at('169.254.169.254:80'), 'http', '169.254.169.254'),
      connect(at('fd00:ec2::254:80')),
    ],
    expected: [
      lookup('metadata.google.internal dns ×1 | cloud metadata; A'),
      contact('169.254.169.254:80 http ×1 | cloud metadata'),
      contact('fd00:ec2::254:80 tcp ×1 | cloud metadata'),
    ],
  },
  {
    name: 'a request for credentials of the cloud',
    change: {
      requests: [
        request(at('169.254.169.254:80'), { scheme: 'http', method: 'GET', host: '169.254.169.254' }),
      ],
    },
    expected: [contact('169.254.169.254:80 http ×1 | cloud metadata; GET http://169.254.169.254/i 1.2 kB')],
  },
  {
    name: 'who tells the public address',
    network: [query('ifconfig.me', { type: 'AAAA' }), query('xifconfig.me')],
    expected: [
      lookup('ifconfig.me dns ×1 | tells the public address; AAAA'),
      lookup('xifconfig.me dns ×1 | A'),
    ],
  },
  {
    name: 'the machine around a container',
    network: [query('host.docker.internal'), connect(at('172.17.0.1:22'))],
    expected: [
      lookup('host.docker.internal dns ×1 | the machine around a container; A'),
      contact('172.17.0.1:22 tcp ×1 | the machine around a container'),
    ],
  },
  {
    name: "loopback services that rule a machine are nobody's own",
    network: [connect(at('127.0.0.1:2375')), connect(at('192.0.2.1:2375'))],
    change: { requests: [request(at('127.0.0.1:2375'), { scheme: 'http', host: 'localhost' })] },
    expected: [
      contact("127.0.0.1:2375 http ×1 | Docker's API; POST http://localhost/i 1.2 kB"),
      contact('192.0.2.1:2375 tcp ×1'),
    ],
  },
  {
    name: 'a ping that carries something',
    network: [{ ...icmp('192.0.2.1', 8), firstBytes: new TextEncoder().encode('data') } as CaptureEvent],
    expected: [contact('192.0.2.1 icmp ×1 | 64 B "data"')],
  },
  { name: 'a ping', network: [icmp('192.0.2.1', 8)], expected: [contact('192.0.2.1 icmp ×1 | 64 B')] },
  {
    name: "the kernel's answer to a datagram",
    network: [datagram(at('192.0.2.1:9')), icmp('192.0.2.1', 3)],
    expected: [contact('192.0.2.1:9 udp ×1 | 2 B "x\\x0a"')],
  },
  {
    name: "the kernel's answer, type not read",
    network: [datagram(at('192.0.2.1:9')), icmp('192.0.2.1', undefined), icmp('192.0.2.1', null)],
    expected: [contact('192.0.2.1:9 udp ×1 | 2 B "x\\x0a"')],
  },
  {
    name: "the kernel's answer over IPv6",
    network: [datagram(at('2001:db8::1:9')), icmp('2001:db8::1', 1, 101, 58)],
    expected: [contact('2001:db8::1:9 udp ×1 | 2 B "x\\x0a"')],
  },
  {
    name: "the kernel's answer to a marker",
    network: [datagram(MARKER), icmp(MARKER.address, 3)],
    expected: [],
  },
  {
    name: 'a ping after a datagram',
    network: [datagram(at('192.0.2.1:9')), icmp('192.0.2.1', 8)],
    expected: [contact('192.0.2.1:9 udp ×1 | 2 B "x\\x0a"'), contact('192.0.2.1 icmp ×1 | 64 B')],
  },
  {
    name: 'an ICMP error long after',
    network: [datagram(MARKER), icmp(MARKER.address, 3, 102)],
    expected: [contact('203.0.113.99 icmp ×1 | 64 B')],
  },
  {
    name: 'an unknown protocol',
    network: [
      {
        kind: 'other-ip',
        time: 101,
        source: at('192.0.2.1:0'),
        destination: at('192.0.2.1:0'),
        protocol: 132,
        name: 'SCTP',
        length: 1_500,
      },
    ],
    expected: [contact('192.0.2.1 sctp ×1 | 1.5 kB')],
  },
  {
    name: 'more facts than fit',
    network: [connect(named(443))],
    change: {
      requests: [1, 2, 3, 4, 5, 6, 7].map((n) =>
        request(named(443), { path: `/${n}`, method: 'GET', bodyLength: 0 }),
      ),
    },
    expected: [
      contact(
        `metrics.example:443 https ×1 | ${[1, 2, 3, 4, 5].map((n) => `GET https://metrics.example/${n}`).join('; ')}; 2 more`,
      ),
    ],
  },
  {
    name: 'a request whose connection is not in the capture',
    change: { requests: [request(at('192.0.2.7:80'), { scheme: 'http', bodyLength: 12 })] },
    expected: [contact('192.0.2.7:80 http ×1 | POST http://metrics.example/i 12 B')],
  },

  // What could not be read
  {
    name: 'malformed packets',
    network: [malformed('192.0.2.1:9'), malformed('192.0.2.1:9'), malformed(null)],
    expected: [
      'malformed-traffic inconclusive 192.0.2.1:9 null ×2 | ip-truncated to 192.0.2.1:9',
      'malformed-traffic inconclusive - null ×1 | ip-truncated',
    ],
  },
  {
    name: 'malformed packets to the registry or a marker',
    network: [malformed('198.51.100.1:443'), malformed('203.0.113.99:9')],
    expected: [],
  },
]

describe('what traffic tells', () => {
  for (const { name, network = [], change, expected } of CASES) {
    it(name, () => {
      expect(analyse(evidenceOf({ network, ...change })).findings.map(line)).toEqual(expected)
    })
  }
})

it('lists every question with its asker, registries included', () => {
  const network = [
    query(['registry.example', 'x.example'], { type: 'TXT' }),
    query('y.example', { time: 115 }),
  ]
  expect(analyse(evidenceOf({ network })).queries).toEqual([
    {
      name: 'registry.example',
      type: 'TXT',
      package: 'p1',
      version: '1.0.0',
      script: 'postinstall',
      time: 101,
    },
    { name: 'x.example', type: 'TXT', package: 'p1', version: '1.0.0', script: 'postinstall', time: 101 },
    { name: 'y.example', type: 'A', package: 'p2', version: '1.0.0', script: 'postinstall', time: 115 },
  ])
})

it('says so when a flood was cut', () => {
  const network = Array.from({ length: 20_000 }, (_, n) => query(`n${n}.x.example`))
  const { findings, queries } = analyse(evidenceOf({ network }))
  expect([findings.length, queries.length]).toEqual([1_001, 10_000])
  expect(findings.at(-1)).toMatchObject({
    code: 'watch-incomplete',
    severity: 'inconclusive',
    detail: 'evidence-limit',
  })
})

it('gives the same for the same evidence', () => {
  const evidence = evidenceOf({ network: [query('x.example'), connect(named(443))] })
  expect(analyse(evidence)).toEqual(analyse(structuredClone(evidence)))
})
