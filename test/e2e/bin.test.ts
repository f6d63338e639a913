import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInBareNamespace } from '../helpers/bare-namespace.ts'
import { type CliOptions, cli, type Program } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'

// What npx starts is somebody else's code as much as a postinstall: THREATS A9.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('bin-lookup', 'create-beacon', 'says-args', 'create-nothing')
})
afterAll(() => registry[Symbol.asyncDispose]())

const options: CliOptions = { env: { npm_config_yes: 'true' } }

test('plain npx lets the executable act', async () => {
  await using world = await createWorld({ registry })
  expect(await world.npm('install', '--ignore-scripts', 'bin-lookup')).toMatchObject({ code: 0 })
  const { seen, output } = await runInBareNamespace(world, ['npx', '--offline', 'bin-lookup', 'a'])
  expect(seen, output).toContainEqual({
    kind: 'lookup',
    name: 'started.bin-lookup.example',
    transport: 'udp',
  })
})

const FORMS: readonly (readonly [Program, readonly string[], string])[] = [
  ['safe-npx', ['--strict', 'bin-lookup', 'a', 'b c'], 'bin-lookup'],
  ['safe-npm', ['exec', '--strict', '--', 'bin-lookup', 'a'], 'bin-lookup'],
  ['safe-npm', ['x', '--strict', '--package=bin-lookup', '-c', 'bin-lookup "a b"'], 'bin-lookup'],
  ['safe-npm', ['init', '--strict', 'beacon', '--', 'a'], 'create-beacon'],
]

test.each(FORMS)('%s %j is caught before anything is started here', async (program, args, blamed) => {
  await using world = await createWorld({ registry })
  const { code, stdout, stderr } = await cli(world, program, args, options)
  expect(code, stderr).toBe(100)
  expect(stdout).toBe('')
  expect(stderr).toContain(`${blamed}@1.0.0 bin → started.${blamed}.example`)
})

test('an executable that does nothing outside is started, with its arguments and a line from us', async () => {
  await using world = await createWorld({ registry })
  const first = await cli(world, 'safe-npx', ['--strict', 'says-args', 'a', '', 'b c'], options)
  expect(first, first.stderr).toMatchObject({ code: 0 })
  expect(first.stdout).toContain('["a","","b c"]')
  const created = await cli(world, 'safe-npm', ['init', '--strict', 'nothing', '--', 'there'], options)
  expect(created, created.stderr).toMatchObject({ code: 0 })
  expect(created.stdout).toContain('created there')
})

test('that a package was installed says nothing of its executable: npx watches that anew', async () => {
  await using world = await createWorld({ registry })
  const installed = await cli(world, 'safe-npm', ['install', '--strict', 'bin-lookup'])
  expect(installed, installed.stderr).toMatchObject({ code: 0 })
  await using other = await createWorld({ registry, env: { XDG_DATA_HOME: `${world.home}/.local/share` } })
  const { code, stderr } = await cli(other, 'safe-npx', ['--strict', 'bin-lookup'], options)
  expect(code, stderr).toBe(100)
})
