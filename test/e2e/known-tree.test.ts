import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { safeNpm } from '../helpers/cli.ts'
import { ENGINE } from '../helpers/engine-under-test.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

// The second time costs nothing, and a verdict holds only for what was watched.
let registry: LoopbackRegistry
beforeEach(async () => {
  registry = await startRegistry()
  await registry.publish('banner', 'plain', 'plain-with-dep', 'uses-helper', 'harmless-helper', 'looks-up')
})
afterEach(() => registry[Symbol.asyncDispose]())

/** Another project of the same user: the history is shared. */
function secondProject(world: World): Promise<World> {
  return createWorld({ registry, env: { XDG_DATA_HOME: join(world.home, '.local/share') } })
}

test('a tree that is known starts no sandbox', async () => {
  await using world = await createWorld({ registry })
  const first = await safeNpm(world, ['install', 'banner', 'plain-with-dep'])
  expect(first.code, first.stderr).toBe(0)
  expect(first.report).toMatchObject({ engine: ENGINE, verdict: 'clean' })

  await using second = await secondProject(world)
  // Without any sandbox tool on its PATH, because none is needed.
  const { code, stderr, report } = await safeNpm(second, ['install', 'banner', 'plain-with-dep', '--strict'])
  expect(code, stderr).toBe(0)
  expect(report).toMatchObject({
    engine: null,
    verdict: 'clean',
    timings: { sandbox: 0, fetch: 0, scripts: 0 },
  })
  expect(report?.packages.every(({ basis }) => basis !== 'watched')).toBe(true)
  expect(stderr).not.toContain('safe-npm')
})

test('a package without scripts starts no sandbox even the first time, or says that nothing ran', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr, report } = await safeNpm(world, ['install', 'plain-with-dep', '--strict'])
  expect(code, stderr).toBe(0)
  expect(report?.findings).toEqual([])
  expect(report?.packages.map(({ name }) => name).sort()).toEqual(['plain', 'plain-with-dep'])
})

test('a finding is remembered: the second time is blocked without a sandbox', async () => {
  await using world = await createWorld({ registry })
  expect(await safeNpm(world, ['install', 'looks-up', '--strict'])).toMatchObject({ code: 100 })
  await using second = await secondProject(world)
  const { code, report } = await safeNpm(second, ['install', 'looks-up', '--strict'])
  expect(code).toBe(100)
  expect(report?.engine).toBeNull()
  expect(report?.findings).toEqual([expect.objectContaining({ host: 'metrics.looks-up.example' })])
})

test('a harmless-looking dependency changes its code: the package that runs it is watched again', async () => {
  await using world = await createWorld({ registry })
  const first = await safeNpm(world, ['install', 'uses-helper', '--strict'])
  expect(first.code, first.stderr).toBe(0)

  await registry.publish('harmless-helper-1.0.1')
  await using second = await secondProject(world)
  const { code, stderr, report } = await safeNpm(second, ['install', 'uses-helper', '--strict'])
  expect(code, stderr).toBe(100)
  expect(report?.engine).toBe(ENGINE)
  expect(report?.findings).toEqual([
    expect.objectContaining({
      host: 'quiet.harmless-helper.example',
      package: 'uses-helper',
      script: 'postinstall',
    }),
  ])
})

test('what was interrupted is not known', async () => {
  await using world = await createWorld({ registry })
  const { code } = await safeNpm(world, ['install', 'banner', '--safe-timeout=0.001'])
  expect([102, 104]).toContain(code)
  const again = await safeNpm(world, ['install', 'banner', '--strict'])
  expect(again.code, again.stderr).toBe(0)
  expect(again.report?.engine).toBe(ENGINE)
})
