import { describe, expect, it } from 'vitest'
import { createGateway, type RegistryFetch } from '../../../src/gateway/gateway.ts'
import { isInstallRead } from '../../../src/gateway/install-read.ts'

const REGISTRY = 'https://registry.example/'
const DEEP = 'https://host.example/npm/api/'

const READS: readonly (readonly [path: string, allowed: boolean])[] = [
  ['a', true],
  ['a.b_c-d', true],
  ['a/1.0.0', true],
  ['a/latest', true],
  ['@s/a', true],
  ['@s%2fa', true],
  ['@s%2Fa', true],
  ['@s/a/1.0.0', true],
  ['@s%2fa/1.0.0', true],
  ['a/-/a-1.0.0.tgz', true],
  ['@s/a/-/a-1.0.0.tgz', true],
  ['@s/a/-/@s/a-1.0.0.tgz', true],
  ['a/-/a-1.0.0.tgz?sig=1', true],
  ['a?write=true', true],
  ['', false],
  ['?a', false],
  ['-/whoami', false],
  ['-/v1/search?text=a', false],
  ['-/npm/v1/user', false],
  ['-/npm/v1/tokens', false],
  ['-/user/org.couchdb.user:a', false],
  ['-/package/a/dist-tags', false],
  ['-/all', false],
  ['a/-rev/1-0', false],
  ['a/-/a-1.0.0.tgz/-rev/1-0', false],
  ['a/-/secret', false],
  ['a/-/../x.tgz', false],
  ['a/b/c', false],
  ['%2d/whoami', false],
  ['%2D%2fwhoami', false],
  ['a%2f..%2f-%2fwhoami', false],
  ['@s%2f..%2f-%2fwhoami', false],
  ['a/..%2f-%2fwhoami', false],
  ['@s/a/..%2f..%2f-%2fwhoami', false],
  ['a/-/..%2f..%2f-%2fx.tgz', false],
  ['a/%2e%2e', false],
  ['a/..', false],
  ['..', false],
  ['.', false],
  ['_session', false],
  ['_all_docs', false],
  ['_users/a', false],
  ['a\\..\\-\\whoami', false],
  ['a/-%2fb', false],
  ['%40s%2fa', false],
]

describe('isInstallRead', () => {
  it.each(READS)('GET %s: %s', (path, allowed) => {
    expect([isInstallRead('GET', path), isInstallRead('HEAD', path)]).toEqual([allowed, allowed])
  })

  it.each(['PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'get', ''])('%s is none', (method) => {
    expect(isInstallRead(method, 'a')).toBe(false)
  })
})

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('hello')
}

function gateway(failure?: unknown) {
  const fetched: (readonly [string, string | null])[] = []
  const fetch: RegistryFetch = (url, accept) => {
    fetched.push([url, accept])
    if (failure !== undefined) return Promise.reject(failure)
    const headers = new Headers({
      'content-type': 'application/json',
      etag: '"1"',
      'set-cookie': 'secret=1',
      'x-served-by': 'inside',
      'npm-notice': 'x',
    })
    return Promise.resolve({ status: 200, headers, body: bytes() })
  }
  return { fetched, ask: createGateway([REGISTRY, DEEP], fetch) }
}

const read = async (body: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('createGateway', () => {
  const request = (path: string, more: object = {}) => ({
    method: 'GET',
    registry: REGISTRY,
    path,
    headers: {},
    ...more,
  })

  it('serves a read, with the headers that a client needs and no others', async () => {
    const { ask, fetched } = gateway()
    const answer = await ask(
      request('/a', { headers: { accept: 'application/json', authorization: 'Bearer x', cookie: 'y' } }),
    )
    expect(answer).toMatchObject({
      status: 200,
      outcome: 'served',
      headers: { 'content-type': 'application/json', etag: '"1"' },
    })
    expect(Object.keys(answer.headers)).toEqual(['content-type', 'etag'])
    expect(await read(answer.body)).toBe('hello')
    expect(fetched).toEqual([['https://registry.example/a', 'application/json']])
  })

  it('answers HEAD without a body', async () => {
    const { ask } = gateway()
    const answer = await ask(request('/a', { method: 'HEAD' }))
    expect([answer.outcome, await read(answer.body)]).toEqual(['served', ''])
  })

  it.each([
    ['a registry with a path', '/npm/api/a', DEEP, 'https://host.example/npm/api/a'],
    ['dots that lead back in', '/npm/api/x/../a', DEEP, 'https://host.example/npm/api/a'],
  ])('serves %s', async (_, path, registry, url) => {
    const { ask, fetched } = gateway()
    expect((await ask(request(path, { registry }))).outcome).toBe('served')
    expect(fetched[0]?.[0]).toBe(url)
  })

  it.each([
    ['another registry', '/a', 'https://other.example/'],
    ['a registry without its slash', '/a', 'https://registry.example'],
    ['no registry', '/a', ''],
    ['an absolute URL', 'https://other.example/a', REGISTRY],
    ['an absolute URL of the registry', 'https://registry.example/a', REGISTRY],
    ['a URL without scheme', '//other.example/a', REGISTRY],
    ['one with backslashes', '/\\other.example/a', REGISTRY],
    ['one with a user', '//user@registry.example/a', REGISTRY],
    ['a path without a slash', 'a', REGISTRY],
    ['nothing', '', REGISTRY],
    ['a place above the registry', '/npm/api/../../a', DEEP],
    ['the same, encoded', '/npm/api/%2e%2e/%2e%2e/a', DEEP],
    ['a neighbour of the registry', '/npm/apix/a', DEEP],
    ['its own services', '/-/whoami', REGISTRY],
    ['its own services behind dots', '/a/../-/whoami', REGISTRY],
    ['its own services behind encoded borders', '/a%2f..%2f-%2fwhoami', REGISTRY],
    ['its own services behind tabs', '/\t-/whoami', REGISTRY],
    ['its own services behind a double slash', '/npm/api//-/whoami', DEEP],
  ])('refuses %s, and asks nobody', async (_, path, registry) => {
    const { ask, fetched } = gateway()
    const answer = await ask(request(path, { registry }))
    expect([answer.outcome, answer.status, await read(answer.body), fetched.length]).toEqual([
      'refused',
      403,
      '',
      0,
    ])
  })

  it.each([
    [{ statusCode: 404 }, 404],
    [Object.assign(new Error('x'), { statusCode: 401 }), 401],
    [new Error('no network'), 502],
    [{ statusCode: 'x' }, 502],
    ['text', 502],
  ])('passes on how it failed: %j', async (failure, status) => {
    const { ask } = gateway(failure)
    const answer = await ask(request('/a'))
    expect([answer.outcome, answer.status, await read(answer.body)]).toEqual(['served', status, ''])
  })
})
