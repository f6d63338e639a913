import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { safeNpm } from '../helpers/cli.ts'
import { fixture, makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// What was watched is what is installed, whatever the registry does meanwhile.
let registry: LoopbackRegistry
beforeEach(async () => {
  registry = await startRegistry()
  await registry.publish('moving', 'plain')
})
afterEach(() => registry[Symbol.asyncDispose]())

function installed(world: World, name: string): unknown {
  return JSON.parse(readFileSync(join(world.project, 'node_modules', name, 'package.json'), 'utf8')).version
}

test('a newer version that appears while the first is watched is not installed', async () => {
  await using world = await createWorld({ registry })
  let published = false
  registry.onRequest(async ({ path }) => {
    if (published || !path.endsWith('/moving-1.0.0.tgz')) return
    published = true
    await registry.publish('moving-1.0.1')
  })
  const { code, stderr, report } = await safeNpm(world, ['install', 'moving', '--strict'])
  expect(code, stderr).toBe(0)
  expect(published).toBe(true)
  expect(report?.packages).toEqual([expect.objectContaining({ name: 'moving', version: '1.0.0' })])
  expect(installed(world, 'moving')).toBe('1.0.0')
  expect(readFileSync(join(world.project, 'package.json'), 'utf8')).toContain('"moving": "^1.0.0"')

  // And the newer one is another package: it is watched before it comes in.
  const before = treeHash(world.project)
  const update = await safeNpm(world, ['update', '--strict'])
  expect(update.code, update.stderr).toBe(100)
  expect(treeHash(world.project)).toEqual(before)
})

test('other bytes under the same version do not come in', async () => {
  await using world = await createWorld({ registry })
  const { manifest, files } = fixture('moving')
  const other = {
    manifest,
    files: { ...files, 'setup.js': "require('node:dns').lookup('swapped.moving.example', () => {})\n" },
  }
  // The registry changes its mind after the tarball was watched once: other bytes, other integrity.
  expect(await safeNpm(world, ['install', 'moving', '--strict'])).toMatchObject({ code: 0 })
  await registry.unpublish('moving')
  await registry.publish(other)
  await using second = await createWorld({
    registry,
    env: { XDG_DATA_HOME: join(world.home, '.local/share') },
  })
  const { code, report } = await safeNpm(second, ['install', 'moving', '--strict'])
  expect(code).toBe(100)
  expect(report?.findings).toEqual(
    expect.arrayContaining([expect.objectContaining({ host: 'swapped.moving.example' })]),
  )
})

test('a lockfile whose integrity the registry no longer serves is an error, not an install', async () => {
  await using world = await createWorld({ registry })
  expect(await world.npm('install', '--package-lock-only', 'plain')).toMatchObject({ code: 0 })
  await registry.unpublish('plain')
  await registry.publish(makePackage({ name: 'plain', version: '1.0.0' }, { 'index.js': 'other bytes\n' }))
  const { code } = await safeNpm(world, ['ci', '--strict'], {
    // npm would try for more than two minutes, with and without us.
    env: { npm_config_cache: join(world.root, 'empty-cache'), npm_config_fetch_retries: '0' },
  })
  expect(code).not.toBe(0)
  expect(treeHash(world.project)).not.toHaveProperty('node_modules/plain/index.js')
})
