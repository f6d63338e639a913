// Red first, for the whole table: what plain npm lets each fixture do, in a network namespace of its own. A fixture that
// did nothing would make the other side green.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BareResult, runInBareNamespace, type Seen } from '../helpers/bare-namespace.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'
import { THREATS } from '../threats/rows.ts'
import { headersEnvironment, packagesOf, specsOf, turns } from '../threats/stage.ts'
import type { Red, Threat } from '../threats/threat.ts'

type Acts = Extract<Red, { seen: readonly string[] }>

const inTurn = turns(2)
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(...packagesOf(THREATS))
})
afterAll(() => registry?.[Symbol.asyncDispose]())

const ACTING = THREATS.flatMap((threat) =>
  'seen' in threat.red ? [[threat.id, threat.name, threat, threat.red] as const] : [],
)

/** As a row of the table says it. */
function said({ kind, name, address, port }: Seen): string {
  switch (kind) {
    case 'lookup':
      return (name ?? '').toLowerCase()
    case 'connect':
      return `tcp ${address}:${port}`
    case 'datagram':
      return `udp :${port}`
  }
}

function portsOf({ seen }: Acts, transport: string): number[] {
  return seen.filter((one) => one.startsWith(`${transport} `)).map((one) => Number(one.split(':').at(-1)))
}

/** The words with which npm, and whoever uses what it brought, let the package run. */
async function command(world: World, { how = 'install' }: Acts, specs: readonly string[]): Promise<string[]> {
  const [spec = ''] = specs
  if (how === 'bin') return ['npx', '--offline', spec]
  if (how === 'import') return [process.execPath, '-e', `require('${spec}'); import('${spec}')`]
  // npm 12 runs no script of a dependency unless told so; older ones do not know the flag.
  const major = Number.parseInt((await world.npm('--version')).stdout, 10)
  const scripts = major >= 12 ? ['--dangerously-allow-all-scripts'] : []
  return ['npm', 'ci', '--offline', '--foreground-scripts', ...scripts]
}

async function letAct(threat: Threat, red: Acts): Promise<BareResult> {
  await using world = await createWorld({ registry, env: headersEnvironment() })
  const specs = specsOf(threat)
  // Nothing of a package runs here, outside of the namespace.
  expect(await world.npm('install', '--ignore-scripts', ...specs)).toMatchObject({ code: 0 })
  // Awaited here: the world goes with this function.
  return await runInBareNamespace(world, await command(world, red, specs), {
    lingerMs: red.lingerMs ?? 0,
    tcp: portsOf(red, 'tcp'),
    udp: portsOf(red, 'udp'),
    env: { npm_config_cache: join(world.home, '.npm'), npm_config_yes: 'true' },
  })
}

test.concurrent.each(ACTING)('%s: plain npm lets %s act', (_id, _name, threat, red) =>
  inTurn(async () => {
    const { seen, output } = await letAct(threat, red)
    const all = [...new Set(seen.map(said))]
    for (const place of red.seen.map((one) => one.toLowerCase()))
      expect(
        all.some((one) => one === place || (place.startsWith('*.') && one.endsWith(place.slice(1)))),
        `${place} in ${all.join(', ')}\n${output}`,
      ).toBe(true)
  }),
)
