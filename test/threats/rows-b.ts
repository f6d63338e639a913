import { expect } from 'vitest'
import { contact, DOQ_INITIAL, HIDING_HELLO, lookup, scripted, sent } from './make.ts'
import { ROWS_B_INSIDE } from './rows-b-inside.ts'
import { scan } from './runs.ts'
import type { Threat } from './threat.ts'
import { wayOut } from './way-out.ts'

const odd = (label: string) => `${label}.odd-queries.example`
const TYPES = ['TXT', 'NULL', 'MX', 'SRV', 'HTTPS', 'SVCB', 'ANY']

/** B. Where it goes. */
export const ROWS_B: readonly Threat[] = [
  {
    id: 'B1',
    name: 'fresh-domain',
    title: 'HTTPS to a fresh domain',
    publish: [scripted('fresh-domain')],
    verdict: 'suspicious',
    findings: [
      lookup('collect.fresh-domain.example'),
      contact('collect.fresh-domain.example', 443, {
        protocol: 'https',
        detail: 'POST https://collect.fresh-domain.example/v1/in?from=script',
      }),
    ],
    check: ({ report }) => {
      expect(report.runs.flatMap(({ requests }) => requests)).toMatchObject([
        {
          method: 'POST',
          url: 'https://collect.fresh-domain.example/v1/in?from=script',
          headers: expect.arrayContaining([['x-kind', 'beacon']]),
          bodyStart: '{"hello":"there"}',
        },
      ])
    },
    note: 'Method, URL, headers and body are in the report.',
    red: { seen: ['collect.fresh-domain.example'] },
  },
  {
    id: 'B2',
    name: 'look-alikes',
    title:
      'look-alikes of an allowed host: as a subdomain, with a hyphen, punycode, one label that contains dots',
    publish: [scripted('look-alikes')],
    run: async (stage, flags) => {
      await stage.world.write('rules.json', {
        rules: [{ package: 'look-alikes', host: 'cdn.allowed.example', effect: 'allow' }],
      })
      return scan(stage, ['look-alikes'], [...flags, '--policy=rules.json'])
    },
    verdict: 'suspicious',
    findings: [
      ...['cdn.allowed.example.attacker.test', 'cdn-allowed.example', 'xn--cdn-0na.allowed.example'].map(
        (place) => lookup(place),
      ),
      lookup('cdn\\.allowed.example'),
      lookup('cdn.allowed.example', { allowed: true }),
    ],
    check: ({ report }) => {
      const allowed = report.findings.filter((one) => one.allowed).map(({ host }) => host)
      expect(new Set(allowed)).toEqual(new Set(['cdn.allowed.example']))
    },
    note: 'Only the host itself is allowed, in whatever case and with or without a trailing dot.',
    red: { seen: ['cdn.allowed.example.attacker.test', 'cdn-allowed.example'] },
  },
  {
    id: 'B3',
    name: 'any-port',
    title: 'any TCP port, plain or TLS, or where the server speaks first',
    publish: [scripted('any-port')],
    verdict: 'suspicious',
    findings: [
      contact('203.0.113.40', 47111, { protocol: 'tcp', detail: 'sends "second try' }),
      contact('203.0.113.42', 4443, { protocol: 'tls' }),
      contact('203.0.113.43', 21),
    ],
    note: 'A port on which nothing listens yet refuses the first attempt; what is said is heard from the second on.',
    red: { seen: ['tcp 203.0.113.42:4443', 'tcp 203.0.113.43:21'] },
  },
  {
    id: 'B4',
    name: 'literals',
    title: 'addresses without a name: IPv4, IPv6, mapped, NAT64, as an integer, in hex',
    publish: [scripted('literals')],
    verdict: 'suspicious',
    findings: [
      ...['203.0.113.51', '2001:db8::51', '203.0.113.52', '64:ff9b::cb00:7135'].map((place) =>
        contact(place, 443),
      ),
      ...['203.0.113.54', '203.0.113.55'].map((place) => contact(place, 443, { protocol: 'http' })),
    ],
    red: {
      seen: ['203.0.113.51', '2001:db8::51', '203.0.113.52', '203.0.113.54', '203.0.113.55'].map(
        (address) => `tcp ${address}:443`,
      ),
    },
  },
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
  {
    id: 'B10',
    name: 'speaks-udp',
    title: 'NTP, STUN, NBNS, SSDP, syslog and QUIC',
    publish: ['speaks-udp'],
    verdict: 'suspicious',
    findings: [
      contact('203.0.113.7', 443, { protocol: 'quic', detail: 'asks for c2.speaks-udp.example' }),
      contact('203.0.113.8', 123, { protocol: 'ntp' }),
      contact('203.0.113.9', 3478, { protocol: 'stun' }),
      contact('203.0.113.10', 137, { protocol: 'nbns', detail: 'FILESERVER' }),
      contact('203.0.113.11', 514, { protocol: 'syslog' }),
      contact('239.255.255.250', 1900, { protocol: 'ssdp', severity: 'info' }),
    ],
    red: { seen: ['udp :443', 'udp :123', 'udp :3478', 'udp :137', 'udp :514'] },
  },
  {
    id: 'B10',
    name: 'discovers',
    title: 'mDNS, LLMNR, and UDP of its own kind',
    publish: [scripted('discovers')],
    verdict: 'suspicious',
    findings: [
      lookup('_http._tcp.local', { severity: 'info' }),
      lookup('fileserver', { severity: 'info' }),
      contact('203.0.113.101', 40123, { protocol: 'udp', detail: 'a protocol of its own' }),
    ],
    red: { seen: ['udp :40123'] },
  },
  {
    id: 'B11',
    name: 'raw-packets',
    title: 'ICMP with data, raw and packet sockets, an unknown IP protocol',
    publish: [scripted('raw-packets')],
    verdict: 'suspicious',
    findings: [
      ...['icmp', 'ping', 'sctp', 'packet'].map((kind) => lookup(`refused.${kind}.raw-packets.example`)),
    ],
    on: {
      docker: {
        verdict: 'suspicious',
        findings: [
          ...['icmp', 'sctp', 'packet'].map((kind) => lookup(`refused.${kind}.raw-packets.example`)),
          contact('203.0.113.110', undefined, {
            protocol: 'icmp-echo-request',
            detail: 'data in an echo',
          }),
        ],
      },
    },
    note: 'The kernel refuses raw sockets: nothing of them reaches the wire, and the fixture says so in names. A refused attempt by itself is not seen. Containers may ping.',
    red: { seen: ['sent.icmp.raw-packets.example', 'sent.sctp.raw-packets.example'] },
  },
  {
    id: 'B12',
    name: 'speaks-tcp',
    title: 'SMTP, IRC, mining, Redis, SOCKS',
    publish: ['speaks-tcp'],
    verdict: 'suspicious',
    findings: [
      contact('203.0.113.20', 25, { protocol: 'smtp', detail: 'EHLO speaks-tcp.example' }),
      contact('203.0.113.21', 6667, { protocol: 'irc', detail: 'NICK speaks' }),
      contact('203.0.113.22', 3333, { protocol: 'stratum', detail: 'mining.subscribe' }),
      contact('203.0.113.23', 6379, { protocol: 'redis', detail: 'PING' }),
      contact('203.0.113.24', 1080, { protocol: 'socks', detail: 'asks for onion.speaks-tcp.example' }),
    ],
    red: {
      seen: [20, 21, 22, 23, 24].map(
        (last, index) => `tcp 203.0.113.${last}:${[25, 6667, 3333, 6379, 1080][index]}`,
      ),
    },
  },
  {
    id: 'B13',
    name: 'webhooks',
    title: 'a chat webhook, a paste site and a code host used for upload',
    publish: [scripted('webhooks')],
    verdict: 'malicious',
    findings: [
      contact('chat.webhooks.example', 443, {
        protocol: 'https',
        detail: /POST https:\/\/chat\.webhooks\.example\/api\/webhooks\/123456\/abcdef 3(\.\d)? kB/,
      }),
      sent('paste.webhooks.example', /npm token.*in the body of POST/),
      contact('code.webhooks.example', 443, { detail: 'PUT https://code.webhooks.example/repos/' }),
      sent('code.webhooks.example', /GitHub token.*in a header|GitHub token.*authorization/i),
    ],
    note: 'No host is excused for being well known: method, path, credentials and size are told.',
    red: { seen: ['chat', 'paste', 'code'].map((label) => `${label}.webhooks.example`) },
  },
  {
    id: 'B14',
    name: 'asks-registry',
    title: 'publish, token, dist-tag and star requests, a search and a whoami at the registry itself',
    publish: [scripted('asks-registry')],
    verdict: 'malicious',
    findings: [
      ...[
        'PUT /asks-registry ',
        'POST /-/npm/v1/tokens ',
        'PUT /-/package/asks-registry/dist-tags/latest ',
        'PUT /-/user/package/asks-registry/star ',
        'DELETE /-/npm/v1/tokens/token/abc ',
      ].map((detail) => ({
        code: 'registry-write' as const,
        place: '127.0.0.1',
        severity: 'malicious' as const,
        detail: `${detail}(refused)`,
      })),
      { code: 'registry-read', place: '127.0.0.1', detail: 'GET /-/v1/search?text=maintainer:someone' },
    ],
    red: { none: 'in a bare namespace there is no registry; test/unit/gateway shows what is refused' },
  },
  {
    id: 'B16',
    name: 'other-programs',
    title: 'curl, wget, git, ssh, Python, Perl, bash and a static binary, which know nothing of Node',
    publish: [scripted('other-programs')],
    verdict: 'suspicious',
    findings: [
      contact('curl.other-programs.example', 443, { protocol: 'https', detail: 'POST https://' }),
      contact('wget.other-programs.example', 443, { protocol: 'https', detail: 'GET https://' }),
      contact('git.other-programs.example', 443, { protocol: 'https', detail: '/g.git/info/refs' }),
      contact('ssh.other-programs.example', 22, { protocol: 'ssh' }),
      contact('python.other-programs.example', 443, { protocol: 'https', detail: '/p' }),
      contact('perl.other-programs.example', 80),
      contact('bash.other-programs.example', 80),
      contact('203.0.113.66', 443),
    ],
    note: 'All but bare connections are decrypted: the throw-away CA is in the system store and in the usual variables.',
    red: {
      seen: ['curl', 'wget', 'git', 'ssh', 'python', 'perl', 'bash']
        .map((program) => `${program}.other-programs.example`)
        .concat('tcp 203.0.113.66:443'),
    },
  },
  {
    id: 'B17',
    name: 'no-server-name',
    title: 'TLS without a server name and with roots of its own; ECH',
    publish: [scripted('no-server-name', {}, { 'hello.json': HIDING_HELLO })],
    verdict: 'suspicious',
    findings: [
      contact('203.0.113.90', 443, { protocol: 'tls', detail: 'content not seen' }),
      contact('203.0.113.90', 443, { detail: 'no server name' }),
      contact('203.0.113.91', 443, { detail: 'may hide another name (ECH)' }),
    ],
    red: { seen: ['tcp 203.0.113.90:443', 'tcp 203.0.113.91:443'] },
  },
  ...ROWS_B_INSIDE,
  wayOut,
]
