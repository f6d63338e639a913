import { cpSync, existsSync, linkSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findNpm } from '../../src/npm/find-npm.ts'
import { programPath } from '../helpers/cli.ts'
import { cleanPath } from '../helpers/machine-npm.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { run } from '../helpers/run.ts'
import { createWorld, type World } from '../helpers/world.ts'

// A global installation goes beside npm itself. A box that put its project there would hide Node and npm from itself.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'says-args')
})
afterAll(() => registry[Symbol.asyncDispose]())

/** Node and npm in a prefix of their own below the home, as nvm, fnm and volta have them. */
function ownNode(world: World): { readonly prefix: string; readonly node: string } {
  const prefix = join(world.home, '.versions', 'node')
  const node = join(prefix, 'bin', 'node')
  for (const folder of ['bin', 'lib/node_modules']) mkdirSync(join(prefix, folder), { recursive: true })
  try {
    linkSync(realpathSync(process.execPath), node)
  } catch {
    cpSync(realpathSync(process.execPath), node) // another file system
  }
  const { root } = findNpm(cleanPath(), process.execPath)
  cpSync(root, join(prefix, 'lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(prefix, 'bin', name))
  }
  return { prefix, node }
}

test('-g beside npm itself: blocked when bad, installed when good', async () => {
  await using world = await createWorld({ registry })
  const { prefix, node } = ownNode(world)
  const install = (name: string) =>
    run(node, [programPath('safe-npm'), 'install', '-g', name, '--strict'], {
      cwd: world.project,
      env: { ...world.env, PATH: `${dirname(node)}:${world.env.PATH ?? ''}` },
    })
  const bad = await install('looks-up')
  expect(bad.code, bad.stderr).toBe(100)
  expect(bad.stderr).toContain('metrics.looks-up.example')
  const good = await install('says-args')
  expect(good.code, good.stderr).toBe(0)
  expect(existsSync(join(prefix, 'lib/node_modules/says-args'))).toBe(true)
  expect(existsSync(join(prefix, 'lib/node_modules/looks-up'))).toBe(false)
})
