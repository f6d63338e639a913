import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GeneratedOptions, GeneratedPackages, randomOf } from './generated-packages.ts'
import { packTarball } from './tar.ts'

/** A registry that makes its packages when they are asked for. */
export interface SurveyRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/`, unless it listens elsewhere. */
  readonly url: string
  readonly packages: GeneratedPackages
  /** Answers so far. */
  readonly counts: { packuments: number; tarballs: number }
}

const VERSION = '1.0.0'
const OLDER = ['0.9.0', '0.8.1', '0.8.0']
/** Tarballs that are kept: what everybody depends on is asked for again and again. */
const KEPT = 5_000

/** Makes a server listen; its address. */
export type Listen = (server: Server) => Promise<string>

export function listenOn(address: string): Listen {
  return async (server) => {
    server.listen(0, address)
    await once(server, 'listening')
    return `http://${address}:${(server.address() as AddressInfo).port}/`
  }
}

export async function startSurveyRegistry(
  options: GeneratedOptions,
  listen = listenOn('127.0.0.1'),
): Promise<SurveyRegistry> {
  const packages = new GeneratedPackages(options)
  const maker = new Maker(packages)
  const counts = { packuments: 0, tarballs: 0 }
  let url = ''
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1))
    if (path.startsWith('-/v1/search?')) return send(response, found(packages, path))
    if (path.startsWith('downloads/point/')) return send(response, downloaded(packages, path))
    const [name = '', file] = path.split('/-/')
    const index = packages.byName(name)
    if (request.method !== 'GET' || index === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}')
      return
    }
    counts[file === undefined ? 'packuments' : 'tarballs'] += 1
    const [type, body] =
      file === undefined
        ? ['application/json', Buffer.from(maker.packument(index, url))]
        : ['application/octet-stream', maker.tarball(index)]
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body)
  })
  url = await listen(server)
  return {
    url,
    packages,
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function send(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

/** Names that contain the text. */
function found(packages: GeneratedPackages, path: string) {
  const query = new URLSearchParams(path.slice(path.indexOf('?')))
  const [from, size] = [Number(query.get('from')), Number(query.get('size'))]
  const names = packages.names().filter((name) => name.includes(query.get('text') ?? ''))
  return {
    objects: names.slice(from, from + size).map((name) => ({ package: { name } })),
    total: names.length,
  }
}

/** In bulk as the public API has it: an object by name, null for who is not known, and the bare answer for one alone. */
function downloaded(packages: GeneratedPackages, path: string) {
  const names = path.split('/').slice(3).join('/').split(',')
  const answers = names.map((name) => {
    const index = packages.byName(name)
    return [name, index === undefined ? null : { downloads: index * 10, package: name }] as const
  })
  return names.length === 1 ? answers[0]?.[1] : Object.fromEntries(answers)
}

class Maker {
  readonly #packages: GeneratedPackages
  readonly #kept = new Map<number, Buffer>()

  constructor(packages: GeneratedPackages) {
    this.#packages = packages
  }

  tarball(index: number): Buffer {
    const kept = this.#kept.get(index)
    if (kept !== undefined) return kept
    const { files } = this.#packages.behaviour(index)
    const made = packTarball({
      'index.js': `module.exports = ${index}\n`,
      'lib/code.js': code(index),
      ...files,
      'package.json': JSON.stringify(this.#manifest(index)),
    })
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value ?? -1)
    this.#kept.set(index, made)
    return made
  }

  packument(index: number, url: string): string {
    const tarball = this.tarball(index)
    const manifest = this.#manifest(index)
    const { name } = manifest
    const isGyp = this.#packages.at(index).kind === 'gyp'
    const dist = (version: string, sha512: string, sha1: string) => ({
      integrity: `sha512-${sha512}`,
      shasum: sha1,
      tarball: `${url}${name}/-/${name.split('/').pop()}-${version}.tgz`,
    })
    const hash = (algorithm: string, encoding: 'base64' | 'hex') =>
      createHash(algorithm).update(tarball).digest(encoding)
    const nobody = createHash('sha512').update(name).digest('base64')
    const versions = [
      [VERSION, dist(VERSION, hash('sha512', 'base64'), hash('sha1', 'hex'))] as const,
      ...OLDER.map((version) => [version, dist(version, nobody, '0'.repeat(40))] as const),
    ].map(([version, its]) => [
      version,
      { ...manifest, ...(isGyp ? { gypfile: true } : {}), version, _id: `${name}@${version}`, dist: its },
    ])
    const day = `2026-0${1 + (index % 9)}-01T00:00:00.000Z`
    return JSON.stringify({
      _id: name,
      name,
      'dist-tags': { latest: VERSION },
      versions: Object.fromEntries(versions),
      time: { created: day, modified: day },
      modified: day,
    })
  }

  #manifest(index: number) {
    const { name, dependencies } = this.#packages.at(index)
    const { scripts, dependencies: more = {} } = this.#packages.behaviour(index)
    const own = Object.fromEntries(dependencies.map((at) => [this.#packages.at(at).name, '^1.0.0']))
    return {
      name,
      version: VERSION,
      main: 'index.js',
      ...(scripts === undefined ? {} : { scripts }),
      dependencies: { ...own, ...more },
    }
  }
}

/** As much text as a usual package has, that does not shrink to nothing. */
function code(index: number): string {
  const random = randomOf(index)
  const lines = 20 + Math.floor(random() * 200)
  return Array.from({ length: lines }, () => `exports.v${Math.floor(random() * 1e9)} = ${random()}`).join(
    '\n',
  )
}
