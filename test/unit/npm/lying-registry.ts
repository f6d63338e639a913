import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Files, packTarball } from '../../helpers/tar.ts'

export interface LyingPackage {
  readonly name: string
  readonly version: string
  /** What the registry says of it, over what the tarball's manifest says. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Further fields of the tarball's own package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly files?: Files
  /** The registry names no hash of it. */
  readonly nameless?: boolean
}

export interface LyingRegistry extends AsyncDisposable {
  readonly url: string
  readonly requests: string[]
  add(...packages: readonly LyingPackage[]): void
  /** `sha512-…` of a package's tarball. */
  integrity(name: string): string
}

interface Held {
  readonly tarball: Buffer
  readonly document: (url: string) => unknown
  readonly integrity: string
}

/** A registry on loopback whose words about a package and whose bytes of it need not agree. */
export async function lyingRegistry(): Promise<LyingRegistry> {
  const held = new Map<string, Held>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    requests.push(path)
    const [name = '', file] = path.split('/-/')
    const item = held.get(name)
    if (!item) return void response.writeHead(404).end('{}')
    if (file !== undefined) return void response.end(item.tarball)
    response.setHeader('content-type', 'application/json')
    return void response.end(JSON.stringify(item.document(url)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    requests,
    add: (...packages) => {
      for (const item of packages) held.set(item.name, hold(item))
    },
    integrity: (name) => held.get(name)?.integrity ?? '',
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function hold({ name, version, claims, manifest, files, nameless }: LyingPackage): Held {
  const own = { name, version, ...manifest }
  const tarball = packTarball({ 'package.json': JSON.stringify(own), ...files })
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  // As a registry's abbreviated document: without scripts, but with the word that there are some.
  const { scripts, ...told } = own as { scripts?: Record<string, string> }
  const hasInstallScript = Object.keys(scripts ?? {}).length > 0 ? { hasInstallScript: true } : {}
  return {
    tarball,
    integrity,
    document: (url) => ({
      name,
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          ...told,
          ...hasInstallScript,
          ...claims,
          dist: { tarball: `${url}${name}/-/${name}-${version}.tgz`, ...(nameless ? {} : { integrity }) },
        },
      },
    }),
  }
}
