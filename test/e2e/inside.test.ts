// THREATS B1, B3, B9, B12, B15, B16, B17: what is said inside TLS, over HTTP/2, to resolvers of its own, in answer to
// a server that speaks first, and to whoever hands out credentials.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../src/model/index.ts'
import { cli, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { tsharkRequests } from '../helpers/tshark.ts'
import { createWorld } from '../helpers/world.ts'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('speaks-inside')
})
afterAll(() => registry[Symbol.asyncDispose]())

const name = (label: string) => `${label}.speaks-inside.example`

/** Row of THREATS, code of the finding, place, protocol, and what its detail must say. */
const SAID: readonly (readonly [string, Finding['code'], string, string, string])[] = [
  ['B1', 'foreign-contact', name('fresh'), 'https', `POST https://${name('fresh')}`],
  ['B9', 'foreign-lookup', name('get-name'), 'doh', 'A of doh.resolver.example over HTTPS'],
  ['B9', 'foreign-lookup', name('post-name'), 'doh', 'A of doh.resolver.example over HTTPS'],
  ['B9', 'foreign-lookup', name('json-name'), 'doh', 'TXT of json.resolver.example over HTTPS'],
  ['B9', 'foreign-contact', 'doh.resolver.example', 'https', 'GET https://doh.resolver.example/dns-query'],
  ['B9', 'foreign-lookup', name('dot-name'), 'dot', 'A of dot.resolver.example over TLS'],
  ['B3', 'foreign-contact', '198.51.100.53', 'tls', 'DNS over TLS'],
  ['B12', 'foreign-contact', name('chat'), 'websocket', 'says "hello in a frame" in a WebSocket'],
  ['B12', 'foreign-contact', '203.0.113.30', 'smtp', 'says "EHLO me'],
  ['B12', 'foreign-contact', '203.0.113.31', 'ftp', 'says "USER me'],
  ['B15', 'foreign-contact', '169.254.169.254', 'http', 'cloud metadata'],
  ['B15', 'foreign-contact', 'metadata.google.internal', 'http', 'cloud metadata'],
  ['B15', 'foreign-contact', 'api.ipify.org', 'https', 'tells the public address'],
  ['B15', 'canary-sent', name('drop'), 'https', "your cloud machine's key (a decoy), hex"],
  ['B17', 'foreign-contact', name('front'), 'https', `behind the server name ${name('front')}`],
  ['B17', 'foreign-contact', name('hidden'), 'https', `https://${name('hidden')}/f`],
  ['B17', 'foreign-contact', name('pinned'), 'tls', 'content not seen'],
]

test('everything that is said inside is heard, and whose it is', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr, report } = await safeNpm(world, ['install', 'speaks-inside', '--strict'])
  expect(code, stderr).toBe(100)
  expect(report?.verdict).toBe('malicious')
  expect(report?.findings.filter(({ code: kind }) => kind === 'unattributed-traffic')).toEqual([])
  for (const [row, kind, place, protocol, detail] of SAID) {
    const found = report?.findings.find((one) => one.code === kind && (one.host ?? one.address) === place)
    expect(found, `${row} ${place}: ${JSON.stringify(report?.findings, null, 1)}`).toMatchObject({
      ...{ package: 'speaks-inside', version: '1.0.0', script: 'postinstall', phase: 'install', protocol },
      severity: kind === 'canary-sent' ? 'malicious' : 'suspicious',
    })
    expect(found?.detail, row).toContain(detail)
  }
  const asked = report?.queries.map((one) => one.name)
  for (const label of ['get-name', 'post-name', 'json-name', 'dot-name']) expect(asked).toContain(name(label))
  const requests = report?.runs.flatMap((run) => run.requests) ?? []
  expect(requests.find(({ url }) => url.includes('fresh'))).toMatchObject({
    ...{
      method: 'POST',
      url: expect.stringMatching(/^https:\/\/fresh.*\/collect\?v=2$/),
      httpVersion: '2.0',
    },
    bodyStart: '{"said":"over two"}',
    headers: expect.arrayContaining([['x-kind', 'two']]),
  })
})

test('the capture opens decrypted: with its keys, and alone as pcapng', async () => {
  await using world = await createWorld({ registry })
  const file = join(world.root, 'scan.pcapng')
  const { report, stderr } = await safeNpm(world, ['install', 'speaks-inside', `--safe-report=${file}`])
  const { path, keys } = report?.capture ?? {}
  if (!path || !keys || !report) throw new Error(JSON.stringify(report?.capture) + stderr)
  expect(statSync(keys).mode & 0o777).toBe(0o600)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const inside = ['POST /c', 'POST /collect?v=2']
  const outside = await tsharkRequests(path)
  for (const one of inside) expect(outside).not.toContain(one)
  expect(await tsharkRequests(path, keys)).toEqual(expect.arrayContaining(inside))
  expect(await tsharkRequests(file)).toEqual(expect.arrayContaining(inside))

  const shown = await cli(world, 'dsca', ['show', report.id])
  expect(shown.stdout).toContain('opens decrypted in Wireshark')
  const again = join(world.root, 'again.pcapng')
  expect(await cli(world, 'dsca', ['show', report.id, `--report=${again}`])).toMatchObject({ code: 0 })
  expect(await tsharkRequests(again)).toEqual(await tsharkRequests(file))
})
