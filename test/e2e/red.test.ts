import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInBareNamespace, type Seen } from '../helpers/bare-namespace.ts'
import { nodeHeaders } from '../helpers/machine-npm.ts'
import { NETWORK_FIXTURES, type NetworkFixture } from '../helpers/network-fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'

// Red first: what plain npm lets each fixture do. A fixture that did nothing would make every other test green.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(...new Set(NETWORK_FIXTURES.flatMap(({ folders }) => folders)))
})
afterAll(() => registry[Symbol.asyncDispose]())

function expected({ host, address, port, transport }: NetworkFixture): readonly Seen[] {
  const lookup: Seen[] =
    host === undefined ? [] : [{ kind: 'lookup', name: host, transport: transport ?? 'udp' }]
  if (address === undefined || transport === 'udp') return lookup
  return [...lookup, { kind: 'connect', address, port: port ?? 0 }]
}

test.each(NETWORK_FIXTURES)('plain npm lets $install act', async (fixture) => {
  const headers = nodeHeaders()
  const env = headers === null ? {} : { npm_config_nodedir: headers }
  await using world = await createWorld({ registry, env })
  const fetched = await world.npm('install', '--ignore-scripts', fixture.install)
  expect(fetched).toMatchObject({ code: 0 })

  // npm 12 runs no script of a dependency unless told so; older ones do not know the flag.
  const major = Number.parseInt((await world.npm('--version')).stdout, 10)
  const scripts = major >= 12 ? ['--dangerously-allow-all-scripts'] : []
  const result = await runInBareNamespace(
    world,
    ['npm', 'ci', '--offline', '--foreground-scripts', ...scripts],
    {
      lingerMs: fixture.install === 'daemon-later' ? 4000 : 0,
    },
  )

  expect(result.seen, result.output).toEqual(expect.arrayContaining(expected(fixture) as Seen[]))
  expect(result.code === 0).toBe(fixture.install !== 'fails-after-lookup')
})
