import { contact, DOQ_INITIAL, lookup, scripted, sent } from './make.ts'
import type { Threat } from './threat.ts'

const odd = (label: string) => `${label}.odd-queries.example`
const TYPES = ['TXT', 'NULL', 'MX', 'SRV', 'HTTPS', 'SVCB', 'ANY']

/** B. Where it goes by names alone. */
export const ROWS_B_NAMES: readonly Threat[] = [
  {
    id: 'B5',
    name: 'looks-up',
    title: 'a pingback by DNS alone',
    publish: ['looks-up'],
    verdict: 'suspicious',
    findings: [lookup('metrics.looks-up.example')],
    red: { seen: ['metrics.looks-up.example'] },
  },
  {
    id: 'B6',
    name: 'exfil-dns',
    title: 'a file with credentials in DNS labels, hex, numbered, over several names',
    publish: ['exfil-dns'],
    verdict: 'malicious',
    findings: [sent('exfil-dns.example', /AWS secret key.*hex/)],
    red: { seen: ['0.none.in.exfil-dns.example'] },
  },
  {
    id: 'B6',
    name: 'tunnels',
    title: 'credentials in DNS labels: base64url, base32 in mixed case, many short labels, many names',
    publish: [scripted('tunnels')],
    verdict: 'malicious',
    findings: [
      ...[/GitHub token.*base64/, /npm token.*base32/, /AWS secret key.*hex/].map((how) =>
        sent('tunnels.example', how),
      ),
      sent('tunnels.example', /OpenAI key.*hex, in names below names/),
    ],
    red: { seen: ['bm9uZQ.b64.tunnels.example', '6e6f6e65.labels.tunnels.example'] },
  },
  {
    id: 'B7',
    name: 'odd-queries',
    title:
      'TXT, NULL, MX, SRV, HTTPS, SVCB, ANY and a private type; two questions; EDNS; junk behind the question',
    publish: [scripted('odd-queries')],
    verdict: 'suspicious',
    findings: [
      ...TYPES.map((type) => lookup(odd(type.toLowerCase()), { detail: type })),
      lookup(odd('private'), { detail: 'TYPE65280' }),
      ...['one', 'two', 'edns', 'junk'].map((label) => lookup(odd(label))),
    ],
    red: { seen: ['txt', 'any', 'edns', 'junk'].map(odd) },
  },
  {
    id: 'B8',
    name: 'own-resolvers',
    title: 'a hard-coded resolver on other ports (5353, 8053, 47053)',
    publish: [scripted('own-resolvers')],
    verdict: 'suspicious',
    findings: [5353, 8053, 47053].map((port) =>
      lookup(`port-${port}.own-resolvers.example`, { detail: `of the resolver 198.51.100.54:${port}` }),
    ),
    red: { seen: [5353, 8053, 47053].map((port) => `udp :${port}`) },
  },
  {
    id: 'B8',
    name: 'asks-resolver',
    title: 'a hard-coded resolver',
    publish: ['asks-resolver'],
    verdict: 'suspicious',
    findings: [
      lookup('asked.asks-resolver.example', { detail: 'of the resolver 198.51.100.53:53 over udp' }),
    ],
    red: { seen: ['asked.asks-resolver.example'] },
  },
  {
    id: 'B8',
    name: 'asks-resolver-tcp',
    title: 'DNS over TCP, one byte a segment',
    publish: ['asks-resolver-tcp'],
    verdict: 'suspicious',
    findings: [
      lookup('asked.asks-resolver-tcp.example', { detail: 'of the resolver 198.51.100.53:53 over tcp' }),
      contact('198.51.100.53', 53),
    ],
    red: { seen: ['asked.asks-resolver-tcp.example', 'tcp 198.51.100.53:53'] },
  },
  {
    id: 'B9',
    name: 'speaks-doq',
    title: 'DNS over QUIC',
    publish: [scripted('speaks-doq', {}, { 'initial.json': DOQ_INITIAL })],
    verdict: 'suspicious',
    findings: [contact('203.0.113.85', 853, { protocol: 'doq', detail: 'asks for doq.resolver.example' })],
    note: 'QUIC is not answered: the contact and its server name are seen, the question is not.',
    red: { seen: ['udp :853'] },
  },
]
