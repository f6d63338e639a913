import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { type FixturePackage, fixture } from './fixtures.ts'
import { packTarball } from './tar.ts'

/** Called before a request is answered; an answer waits for it. */
export type RequestHook = (request: {
  readonly method: string
  readonly path: string
}) => Promise<void> | void

export interface LoopbackRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string
  readonly port: number
  /** `METHOD path` of every request so far. */
  readonly requests: string[]
  /** Publishes folders of test/fixtures/packages, or packages made by makePackage. */
  publish(...packages: (string | FixturePackage)[]): Promise<void>
  unpublish(name: string): Promise<void>
  /** What `npm audit` is told: package name to the range of its vulnerable versions. */
  readonly advisories: Map<string, string>
  /** One hook at a time; null takes it away. */
  onRequest(hook: RequestHook | null): void
}

function packument(item: FixturePackage, url: string): string {
  const { name, version } = item.manifest
  const tarball = packTarball(item.files)
  const file = `${name}-${version}.tgz`
  const dist = {
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
    tarball: `${url}${name}/-/${file.split('/').pop()}`,
  }
  // What npm's own `publish` adds to a manifest for a binding.gyp, so that the fixture is as a real one.
  const scripts = item.files['binding.gyp'] === undefined ? {} : { gypfile: true }
  return JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...item.manifest, ...scripts, _id: `${name}@${version}`, dist } },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  })
}

async function send(url: string, method: string, body: string | null): Promise<void> {
  const response = await fetch(url, { method, body, headers: { 'content-type': 'application/json' } })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

function configuration(storage: string): object {
  return {
    self_path: storage,
    config_path: join(storage, 'config.yaml'),
    storage: join(storage, 'storage'),
    uplinks: {},
    auth: {},
    web: { enable: false },
    max_body_size: '50mb',
    packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  }
}

const AUDIT = '/-/npm/v1/security/advisories/bulk'

/** The answer of a registry's audit endpoint, which verdaccio has not. */
function auditReport(advisories: ReadonlyMap<string, string>): string {
  const entries = [...advisories].map(([name, range], index) => {
    const rating = { severity: 'high', cwe: [], cvss: { score: 0, vectorString: null } }
    const text = { id: index + 1, url: `https://advisories.example/${index + 1}`, title: 'An example' }
    return [name, [{ ...text, ...rating, vulnerable_versions: range }]]
  })
  return JSON.stringify(Object.fromEntries(entries))
}

/** Puts the hook, the list of requests and the audit in front of verdaccio. */
function listenIn(
  server: Server,
  { requests, advisories }: Pick<LoopbackRegistry, 'requests' | 'advisories'>,
  hook: () => RequestHook | null,
): void {
  const [handler] = server.listeners('request') as RequestListener[]
  if (handler === undefined) throw new Error('verdaccio has no request listener')
  server.removeAllListeners('request')
  server.on('request', async (request: IncomingMessage, response) => {
    const seen = { method: request.method ?? '', path: request.url ?? '' }
    requests.push(`${seen.method} ${seen.path}`)
    await hook()?.(seen)
    if (seen.path === AUDIT) {
      response.setHeader('content-type', 'application/json').end(auditReport(advisories))
      return
    }
    handler(request, response as Parameters<RequestListener>[1])
  })
}

/** A real registry (verdaccio) on loopback, without any uplink: it knows what was published to it and nothing else. */
export async function startRegistry(host = '127.0.0.1'): Promise<LoopbackRegistry> {
  const storage = await mkdtemp(join(tmpdir(), 'registry-'))
  const server = (await runServer(configuration(storage) as unknown as string)) as Server
  const requests: string[] = []
  let hook: RequestHook | null = null
  const advisories = new Map<string, string>()
  listenIn(server, { requests, advisories }, () => hook)
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://${host}:${port}/`
  return {
    url,
    port,
    requests,
    advisories,
    async publish(...packages) {
      for (const item of packages) {
        const ready = typeof item === 'string' ? fixture(item) : item
        await send(url + encodeURIComponent(ready.manifest.name), 'PUT', packument(ready, url))
      }
      requests.length = 0
    },
    unpublish: (name) => send(`${url}${encodeURIComponent(name)}/-rev/1`, 'DELETE', null),
    onRequest(next) {
      hook = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(storage, { recursive: true, force: true })
    },
  }
}
