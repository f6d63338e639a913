import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { tsharkNames } from '../helpers/tshark.ts'
import { createWorld } from '../helpers/world.ts'

// The main job once more, small: .ci/run runs this file as an ordinary user too.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('banner', 'looks-up', 'connects-v6', 'daemon-later', 'gyp-lookup')
})
afterAll(() => registry[Symbol.asyncDispose]())

test('who runs this is who was meant to', () => {
  if (process.env.SAFE_NPM_TEST_UNPRIVILEGED === '1') expect(process.getuid?.()).not.toBe(0)
})

test('a clean package is watched and installed; the second time no sandbox starts', async () => {
  await using world = await createWorld({ registry })
  const first = await safeNpm(world, ['install', 'banner', '--strict'])
  expect(first.code, first.stderr).toBe(0)
  expect(first.report).toMatchObject({ verdict: 'clean', engine: 'bubblewrap', capture: { complete: true } })
  await world.npm('uninstall', 'banner')
  const second = await safeNpm(world, ['install', 'banner', '--strict'])
  expect(second).toMatchObject({ code: 0, report: { engine: null } })
})

const CALLS: readonly (readonly [name: string, script: string, place: string])[] = [
  ['looks-up', 'postinstall', 'metrics.looks-up.example'],
  ['connects-v6', 'postinstall', '2001:db8::7'],
  ['daemon-later', 'postinstall', 'late.daemon-later.example'],
  ['gyp-lookup', 'install', 'hidden.gyp-lookup.example'],
]

test.each(CALLS)('%s is blocked', async (name, script, place) => {
  await using world = await createWorld({ registry })
  const before = treeHash(world.project)
  const { code, stderr, report } = await safeNpm(world, ['install', name, '--strict'])
  expect(code, stderr).toBe(100)
  expect(treeHash(world.project)).toEqual(before)
  const blamed = report?.findings.find(({ host, address }) => host === place || address === place)
  expect(blamed).toMatchObject({ package: name, script })
  if (blamed?.host !== undefined) expect(await tsharkNames(report?.capture.path ?? '')).toContain(place)
})

test('doctor is content', async () => {
  await using world = await createWorld({ registry })
  const { code, stdout, stderr } = await cli(world, 'dsca', ['doctor'])
  expect(code, stdout + stderr).toBe(0)
})
