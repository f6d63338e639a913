import { describe, expect, it } from 'vitest'
import { tarballSpec } from '../../../src/npm/tarball-spec.ts'

const address = 'https://registry.example/npm/a/-/a-1.0.0.tgz'
const locked = {
  name: 'a',
  version: '1.0.0',
  resolved: address,
  source: 'registry',
  integrity: 'sha512-AAAA',
} as const

describe('tarballSpec', () => {
  it.each([
    ['a registry with a slash', {}, 'https://registry.example/npm/'],
    ['a registry without one', {}, 'https://registry.example/npm'],
    ['a registry at the root', {}, 'https://registry.example'],
    ['a web server', { source: 'remote', integrity: null }, 'https://other.example/'],
    ['a git host', { source: 'git', integrity: null }, 'https://other.example/'],
    ['a file', { source: 'file', integrity: null }, 'https://other.example/'],
  ] as const)('asks by address: %s', (_, over, registry) => {
    expect(tarballSpec({ ...locked, ...over }, registry)).toBe(`a@${address}`)
  })

  const registry = 'https://registry.example/npm/'
  it.each([
    ['no address', { resolved: null }, registry],
    ['no hash', { integrity: null }, registry],
    ['a weak hash', { integrity: 'sha1-AAAA' }, registry],
    ['an address that is none', { resolved: 'nowhere' }, registry],
    ['no registry', {}, undefined],
    ['a registry that is none', {}, 'nowhere'],
    // npm may put another host in place of the one in the lockfile, and the document names the right address.
    ['another host', {}, 'https://mirror.example/npm/'],
    ['another port', {}, 'https://registry.example:8443/npm/'],
    ['another protocol', {}, 'http://registry.example/npm/'],
    ['another folder of the host', {}, 'https://registry.example/other/'],
    ['a folder that begins alike', {}, 'https://registry.example/np'],
  ] as const)("reads the registry's document first: %s", (_, over, at) => {
    expect(tarballSpec({ ...locked, ...over }, at)).toBe('a@1.0.0')
  })
})
