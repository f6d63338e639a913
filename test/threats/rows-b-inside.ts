import { contact, lookup, sent } from './make.ts'
import type { Expected, Threat } from './threat.ts'

// One fixture says many things that only who decrypts, answers or waits gets to hear: each row looks for its own.
const name = (label: string) => `${label}.speaks-inside.example`

function row(
  id: string,
  suffix: string,
  title: string,
  findings: readonly Expected[],
  red: readonly string[],
): Threat {
  return {
    id,
    name: `speaks-inside ${suffix}`,
    title,
    publish: ['speaks-inside'],
    verdict: 'malicious',
    findings,
    note: 'Malicious because the same fixture sends the key that the metadata service gave it.',
    red: { seen: red },
  }
}

export const ROWS_B_INSIDE: readonly Threat[] = [
  row(
    'B1',
    'http2',
    'HTTP/2 over TLS to a fresh domain',
    [
      contact(name('fresh'), 443, {
        protocol: 'https',
        detail: /POST https:\/\/fresh\.speaks-inside\.example(:443)?\/collect\?v=2/,
      }),
    ],
    [name('fresh')],
  ),
  row(
    'B9',
    'doh',
    'DNS over HTTPS, binary (GET and POST) and JSON',
    [
      ...['get-name', 'post-name'].map((label) =>
        lookup(name(label), { protocol: 'doh', detail: 'A of doh.resolver.example over HTTPS' }),
      ),
      lookup(name('json-name'), { protocol: 'doh', detail: 'TXT of json.resolver.example over HTTPS' }),
    ],
    ['doh.resolver.example', 'json.resolver.example'],
  ),
  row(
    'B9',
    'dot',
    'DNS over TLS',
    [
      lookup(name('dot-name'), { protocol: 'dot', detail: 'A of dot.resolver.example over TLS' }),
      contact('198.51.100.53', 853, { detail: 'DNS over TLS' }),
    ],
    ['tcp 198.51.100.53:853'],
  ),
  row(
    'B12',
    'websocket',
    'WebSocket; SMTP and FTP, where the server speaks first',
    [
      contact(name('chat'), 443, { protocol: 'websocket', detail: 'says "hello in a frame" in a WebSocket' }),
      contact('203.0.113.30', undefined, { protocol: 'smtp', detail: 'says "EHLO me' }),
      contact('203.0.113.31', undefined, { protocol: 'ftp', detail: 'says "USER me' }),
    ],
    [name('chat')],
  ),
  row(
    'B15',
    'probes',
    'public-address probes and cloud metadata',
    [
      contact('169.254.169.254', 80, { protocol: 'http', detail: 'cloud metadata' }),
      contact('metadata.google.internal', 80, { protocol: 'http', detail: 'cloud metadata' }),
      contact('api.ipify.org', 443, { protocol: 'https', detail: 'tells the public address' }),
      sent(name('drop'), "your cloud machine's key (a decoy), hex"),
    ],
    ['api.ipify.org', 'metadata.google.internal'],
  ),
  row(
    'B17',
    'front',
    'domain fronting (SNI is not Host); pinned roots',
    [
      contact(name('front'), 443, { detail: `behind the server name ${name('front')}` }),
      contact(name('hidden'), 443, { detail: `https://${name('hidden')}/f` }),
      contact(name('pinned'), 443, { protocol: 'tls', detail: 'content not seen' }),
    ],
    [name('front'), name('pinned')],
  ),
]
