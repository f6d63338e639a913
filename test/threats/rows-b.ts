import { expect } from 'vitest'
import { contact, HIDING_HELLO, lookup, scripted, sent } from './make.ts'
import { ROWS_B_INSIDE } from './rows-b-inside.ts'
import { ROWS_B_NAMES } from './rows-b-names.ts'
import { scan } from './runs.ts'
import type { Threat } from './threat.ts'
import { wayOut } from './way-out.ts'

/** B. Where it goes. */
export const ROWS_B: readonly Threat[] = [
  ...ROWS_B_NAMES,
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
