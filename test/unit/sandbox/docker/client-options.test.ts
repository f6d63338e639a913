import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions } from '../../../../src/sandbox/docker/client-options.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  for (const name of ['ca', 'cert']) writeFileSync(join(folder, `${name}.pem`), name)
})
afterAll(() => rmSync(folder, { recursive: true }))

const options = (url: string, certificates: string | null = null) => {
  const { socketPath, host, port, protocol } = clientOptions({
    url,
    certificates,
    from: 'test',
    chosen: true,
  })
  return socketPath ? `${protocol} ${socketPath}` : `${protocol} ${host} ${port}`
}

const PLAIN = [
  ['unix:///var/run/docker.sock', 'http /var/run/docker.sock'],
  ['npipe:////./pipe/docker_engine', 'http //./pipe/docker_engine'],
  ['unix://', 'http /var/run/docker.sock'],
  ['tcp://', 'http localhost 2375'],
  ['tcp://10.0.0.1:1234', 'http 10.0.0.1 1234'],
  ['tcp://10.0.0.1', 'http 10.0.0.1 2375'],
  ['10.0.0.1:1234', 'http 10.0.0.1 1234'],
  ['http://10.0.0.1', 'http 10.0.0.1 2375'],
  // The usual port of a scheme is a port like any other.
  ['http://10.0.0.1:80', 'http 10.0.0.1 80'],
  ['https://10.0.0.1', 'https 10.0.0.1 2376'],
  ['https://10.0.0.1:443', 'https 10.0.0.1 443'],
  ['tcp://[2001:db8::1]:1234', 'http [2001:db8::1] 1234'],
] as const

describe('a daemon is reached', () => {
  it.each(PLAIN)('at %s as %s', (url, expected) => expect(options(url)).toBe(expected))

  it('over TLS where there are certificates', () => {
    expect(options('tcp://10.0.0.1', folder)).toBe('https 10.0.0.1 2376')
    expect(options('tcp://10.0.0.1:1234', folder)).toBe('https 10.0.0.1 1234')
    const { ca, cert, key } = clientOptions({
      ...{ url: 'tcp://10.0.0.1', certificates: folder, from: 'test', chosen: true },
    })
    expect([String(ca), String(cert), key]).toEqual(['ca', 'cert', undefined])
  })

  it('over ssh through an agent of our own', () => {
    expect(clientOptions({ url: 'ssh://far', certificates: null, from: 'test', chosen: true })).toMatchObject(
      {
        agent: expect.anything(),
        protocol: 'http',
      },
    )
  })

  it.each([
    ['', /no such context/],
    ['fd://3', /no address/],
    ['tcp://a b', /Invalid URL/],
  ])('not at %j', (url, reason) => expect(() => options(url)).toThrow(reason))
})
