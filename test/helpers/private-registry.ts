import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from './certificates.ts'
import type { FixturePackage } from './fixtures.ts'
import { startRegistry } from './registry.ts'

/** A registry as a company has it: below a path, with a certificate of its own authority, for those with a token, behind a proxy. */
export interface PrivateRegistry extends AsyncDisposable {
  /** `https://127.0.0.1:PORT/npm/private/` */
  readonly url: string
  readonly token: string
  /** `user:password` in base64, for `_auth`. */
  readonly basic: string
  readonly cafile: string
  /** `http://127.0.0.1:PORT` */
  readonly proxy: string
  /** `host:port` of every tunnel that the proxy was asked for. */
  readonly tunnels: string[]
  /** `METHOD path` of what came without a valid credential. */
  readonly refused: string[]
  publish(...packages: FixturePackage[]): Promise<void>
}

const PATH = '/npm/private/'
const TOKEN = 'npm_S3cr3tOfTheCompanyThatNobodyMaySee42'
const BASIC = Buffer.from('ann:pa55-of-the-company').toString('base64')

const portOf = (server: Server) => (server.address() as AddressInfo).port

async function listening<T extends Server>(server: T): Promise<T> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** The door in front of verdaccio: TLS, a path, and a credential. */
function front(target: string, tls: { key: Buffer; cert: Buffer }, refused: string[]): https.Server {
  return https.createServer(tls, (request, response) => {
    const allowed = [`Bearer ${TOKEN}`, `Basic ${BASIC}`].includes(request.headers.authorization ?? '')
    if (!allowed || !request.url?.startsWith(PATH)) {
      refused.push(`${request.method} ${request.url}`)
      response.writeHead(allowed ? 404 : 401).end('{}')
      return
    }
    const { authorization: _credential, host, 'accept-encoding': _encoding, ...headers } = request.headers
    const onward = http.request(new URL(request.url.slice(PATH.length), target), {
      method: request.method,
      headers,
    })
    onward.on('response', async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      const { 'content-length': _length, etag: _etag, ...rest } = answer.headers
      const isJson = answer.headers['content-type']?.includes('json')
      const body = Buffer.concat(chunks)
      response.writeHead(answer.statusCode ?? 502, rest)
      // verdaccio tells tarballs where it stands itself.
      response.end(isJson ? body.toString().replaceAll(target, `https://${host}${PATH}`) : body)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
}

/** A forwarding proxy that knows tunnels alone. */
function forwardingProxy(tunnels: string[]): http.Server {
  const server = http.createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '')
    const [, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  return server
}

export async function startPrivateRegistry(): Promise<PrivateRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'private-registry-'))
  await makeCertificates(folder)
  const [key, cert] = await Promise.all(
    ['server-key.pem', 'server.pem'].map((name) => readFile(join(folder, name))),
  )
  if (!key || !cert) throw new Error('no certificates')
  const tunnels: string[] = []
  const refused: string[] = []
  const inner = await startRegistry()
  const outer = await listening(front(inner.url, { key, cert }, refused))
  const proxy = await listening(forwardingProxy(tunnels))
  const url = `https://127.0.0.1:${portOf(outer)}${PATH}`
  return {
    url,
    token: TOKEN,
    basic: BASIC,
    cafile: join(folder, 'ca.pem'),
    proxy: `http://127.0.0.1:${portOf(proxy)}`,
    tunnels,
    refused,
    publish: (...packages) => inner.publish(...packages),
    async [Symbol.asyncDispose]() {
      for (const server of [outer, proxy]) {
        server.closeAllConnections()
        server.close()
      }
      await inner[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
