import { expect, it } from 'vitest'
import { ThrowAwayCa } from '../../src/sandbox/sensor/certificates.ts'
import type { Boxed, BoxRunner } from './boxed.ts'

/** A client, what it runs, and what of its request must have been read, decrypted. */
type Client = readonly [
  name: string,
  tool: string,
  command: string,
  httpVersion: string,
  files?: Boxed['files'],
]

const URL_ = 'https://read.example/path?q=1'
const PYTHON = `import urllib.request,urllib.error
try: urllib.request.urlopen(urllib.request.Request('${URL_}', data=b'said'))
except urllib.error.HTTPError: pass
`
const HTTP2 = `
const client = require('http2').connect('https://read.example')
const stream = client.request({ ':path': '/path?q=1', ':method': 'POST' })
stream.on('response', (headers) => console.log('status', headers[':status'])).resume()
stream.on('end', () => client.close())
stream.end('said')`
const FETCH = `fetch('${URL_}', { method: 'POST', body: 'said' }).then((answer) => console.log('status', answer.status))`
const HTTPS = `require('https').request('${URL_}', { method: 'POST' }, (answer) => { console.log('status', answer.statusCode); answer.resume() }).end('said')`

/** A root that is not the box's. */
const OTHER_ROOT = new ThrowAwayCa(Date.now()).pem

/** Each with roots of its own way: the system's bundle, a variable, an option. */
const CLIENTS: readonly Client[] = [
  ['curl over HTTP/2', 'curl', `curl -sS --http2 -d said '${URL_}'`, '2.0'],
  ['curl over HTTP/1.1', 'curl', `curl -sS --http1.1 -d said '${URL_}'`, '1.1'],
  ['wget', 'wget', `wget -q -O- --post-data=said '${URL_}'`, '1.1'],
  ['python', 'python3', 'python3 ask.py', '1.1', { 'ask.py': PYTHON }],
  ['Node over HTTP/2', 'node', 'node ask.js', '2.0', { 'ask.js': HTTP2 }],
  ["Node's fetch", 'node', 'node ask.js', '1.1', { 'ask.js': FETCH }],
  ["Node's https", 'node', 'node ask.js', '1.1', { 'ask.js': HTTPS }],
  [
    'openssl s_client',
    'openssl',
    `printf 'POST /path?q=1 HTTP/1.1\\r\\nHost: read.example\\r\\nContent-Length: 4\\r\\nConnection: close\\r\\n\\r\\nsaid' | openssl s_client -quiet -verify_return_error -connect read.example:443 -servername read.example 2>&1`,
    '1.1',
  ],
]

/** What the clients of a machine say inside TLS is read, whatever roots they trust by themselves. */
export function clientContract(open: () => BoxRunner, has: (tool: string) => boolean): void {
  for (const [name, tool, command, httpVersion, files = {}] of CLIENTS) {
    const title = `what ${name} sends over TLS`
    if (!has(tool)) {
      it.skip(`${title} (skipped: no ${tool} here)`)
      continue
    }
    it(title, async () => {
      const { requests, messages, outputOf } = await open().run([
        { name: 'asks', scripts: { install: command }, files },
      ])
      expect(requests, outputOf('asks')).toMatchObject([
        {
          ...{ scheme: 'https', method: 'POST', path: '/path?q=1', httpVersion },
          host: expect.stringMatching(/^read\.example(?::443)?$/), // Node writes the port over HTTP/2
          ...{ serverName: 'read.example', bodyLength: 4, run: 1 },
          bodySha256: 'fb46c79b7eb7af175f493755b491afa9b25574a9230b8822c629f224a2df4e58',
        },
      ])
      expect(Buffer.from(requests[0]?.body ?? []).toString()).toBe('said')
      expect(messages).toEqual([])
    })
  }

  it('what git asks over TLS', async () => {
    const { requests } = await open().run([
      { name: 'clones', scripts: { install: 'git ls-remote https://read.example/team/repo.git || true' } },
    ])
    expect(requests).toMatchObject([{ method: 'GET', host: 'read.example', scheme: 'https' }])
    expect(requests[0]?.path).toBe('/team/repo.git/info/refs?service=git-upload-pack')
  })

  it.each([
    ['--http2', '1.1'], // asks for an upgrade, which is not made
    ['--http2-prior-knowledge', '2.0'],
  ])('HTTP/2 in the clear: curl %s', async (flag, httpVersion) => {
    const { requests, outputOf } = await open().run([
      {
        name: 'clear',
        scripts: {
          install: `curl -sS ${flag} -d said -o /dev/null -w '%{http_code}' http://read.example/in`,
        },
      },
    ])
    expect(outputOf('clear')).toContain('200')
    expect(requests).toMatchObject([
      { scheme: 'http', httpVersion, host: 'read.example', path: '/in', bodyLength: 4, serverName: null },
    ])
  })

  it.each([
    [
      'a check of its own',
      "require('tls').connect({ host: 'pinned.example', port: 443, servername: 'pinned.example', ca: require('fs').readFileSync('ca.pem') }).on('error', () => {})",
      'left-silent',
    ],
    [
      'roots of its own',
      "require('child_process').spawnSync('curl', ['-sS', '--cacert', 'ca.pem', '--capath', '/nonexistent', 'https://pinned.example/'])",
      'certificate-refused',
    ],
  ])(
    'who does not trust us, with %s: the contact, and that nothing was read',
    async (_name, code, unread) => {
      const { requests, messages, findings, outputOf } = await open().run([
        {
          name: 'pins',
          scripts: { install: 'node pin.js' },
          files: { 'pin.js': code, 'ca.pem': OTHER_ROOT },
        },
      ])
      expect(requests).toEqual([])
      expect(messages, outputOf('pins')).toMatchObject([
        { protocol: 'tls', serverName: 'pinned.example', length: 0, unread },
      ])
      const contact = findings.find(({ code: kind }) => kind === 'foreign-contact')
      expect(contact).toMatchObject({ host: 'pinned.example', severity: 'suspicious', package: 'pins' })
      expect(contact?.detail).toContain('content not seen')
    },
  )
}
