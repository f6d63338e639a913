// Protocols other than DNS, TLS and HTTP: each is named, with the package that speaks it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../src/model/index.ts'
import { safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('speaks-udp', 'speaks-tcp')
})
afterAll(() => registry[Symbol.asyncDispose]())

/** Address and port, protocol, and what the detail must say; `info` where that is all it is. */
const SPOKEN: readonly (readonly [string, string, string, string, string])[] = [
  ['speaks-udp', '203.0.113.7:443', 'suspicious', 'quic', 'asks for c2.speaks-udp.example'],
  ['speaks-udp', '203.0.113.8:123', 'suspicious', 'ntp', 'version 4, client'],
  ['speaks-udp', '203.0.113.9:3478', 'suspicious', 'stun', 'binding request'],
  ['speaks-udp', '203.0.113.10:137', 'suspicious', 'nbns', 'FILESERVER<20>'],
  ['speaks-udp', '203.0.113.11:514', 'suspicious', 'syslog', 'hello'],
  ['speaks-udp', '239.255.255.250:1900', 'info', 'ssdp', 'M-SEARCH ssdp:all'],
  ['speaks-tcp', '203.0.113.20:25', 'suspicious', 'smtp', 'EHLO speaks-tcp.example'],
  ['speaks-tcp', '203.0.113.21:6667', 'suspicious', 'irc', 'NICK speaks'],
  ['speaks-tcp', '203.0.113.22:3333', 'suspicious', 'stratum', 'mining.subscribe'],
  ['speaks-tcp', '203.0.113.23:6379', 'suspicious', 'redis', 'PING'],
  ['speaks-tcp', '203.0.113.24:1080', 'suspicious', 'socks', 'asks for onion.speaks-tcp.example'],
  ['speaks-tcp', '169.254.169.254:80', 'suspicious', 'http', 'cloud metadata'],
  ['speaks-tcp', '127.0.0.1:2375', 'suspicious', 'http', "Docker's API"],
]

test('each protocol is named, and who speaks it', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr, report } = await safeNpm(world, ['install', 'speaks-udp', 'speaks-tcp', '--strict'])
  expect(code, stderr).toBe(100)
  const said = report?.findings.map(line) ?? []
  for (const [name, place, severity, protocol, detail] of SPOKEN) {
    const found = said.find((one) => one.includes(` ${place} `)) ?? said.join('\n')
    expect(found).toContain(`${name} postinstall ${place} ${severity} ${protocol} `)
    expect(found).toContain(detail)
  }
  expect(report?.findings.filter(({ code: kind }) => kind !== 'foreign-contact')).toEqual([])
})

function line(one: Finding): string {
  const { package: name, script, host, address, port, severity, protocol, detail } = one
  return `${name} ${script} ${address ?? host}:${port} ${severity} ${protocol} ${detail}`
}
