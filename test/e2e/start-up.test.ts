import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Each file that is loaded costs about half a millisecond of every npm command: docs/adr/0009-one-file-to-start.md
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HOOK = fileURLToPath(new URL('../helpers/loaded.cjs', import.meta.url))

let registry: LoopbackRegistry
let world: World
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('banner')
  world = await createWorld({ registry })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

let runs = 0

/** Files of ours, and of packages that we depend on, which a command loaded. */
async function loadedBy(...args: readonly string[]): Promise<{ own: string[]; packages: string[] }> {
  runs += 1
  const file = join(world.root, `loaded-${runs}`)
  const env = { LOADED: file, NODE_OPTIONS: `--require=${HOOK}` }
  const { code, stderr } = await cli(world, 'safe-npm', args, { env })
  expect(code, stderr).toBe(0)
  const paths = (await readFile(file, 'utf8')).split('\n').filter((path) => path.startsWith(ROOT))
  const mine = [...new Set(paths.map((path) => relative(ROOT, path)))].sort()
  const packages = mine.filter((path) => path.startsWith('node_modules'))
  return { own: mine.filter((path) => !packages.includes(path)), packages }
}

test('a command that brings in no code loads two files of ours, and no package', async () => {
  expect(await loadedBy('--version')).toEqual({ own: ['bin/safe-npm.js', 'dist/start.cjs'], packages: [] })
  expect(await loadedBy('config', 'get', 'registry')).toEqual({
    own: ['bin/safe-npm.js', 'dist/start.cjs'],
    packages: [],
  })
})

test('a known tree loads what is needed at the door as one file, and of packages only the database', async () => {
  await loadedBy('install', 'banner')
  const { own, packages } = await loadedBy('ci')
  expect(own).toContain('dist/door.js')
  expect(packages).toContain('node_modules/better-sqlite3/lib/index.js')
  // Beside those two and the program: the files that hand on what door.js holds.
  expect(own.length, own.join('\n')).toBeLessThanOrEqual(7)
  expect(
    packages.filter((path) => !/^node_modules\/(better-sqlite3|bindings|file-uri-to-path)\//.test(path)),
  ).toEqual([])
})
