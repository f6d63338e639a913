import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, safeNpm } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Every command that brings in code passes the door: with a bad package it is blocked, with a good one it is npm's own.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  const bad = makePackage(
    {
      name: 'bad-bin',
      version: '1.0.0',
      bin: { 'bad-bin': 'bin.js' },
      scripts: { postinstall: "node -e \"require('dns').lookup('metrics.bad-bin.example',()=>{})\"" },
    },
    { 'bin.js': '#!/usr/bin/env node\nconsole.log("ran")\n' },
  )
  const initializer = { ...bad.manifest, name: 'create-bad', bin: { 'create-bad': 'bin.js' } }
  const names = [
    'looks-up',
    'plain',
    'plain-with-dep',
    'banner',
    'says-args',
    'create-nothing',
    'needs-neighbour',
  ]
  await registry.publish(...names, 'optional-fails', 'has-optional', bad, makePackage(initializer, bad.files))
})
afterAll(() => registry[Symbol.asyncDispose]())

const LOCKED = { name: 'project', version: '1.0.0', dependencies: { 'looks-up': '1.0.0' } }

/** A project whose lockfile names a package that calls somebody, with an earlier install that must survive a block. */
async function lockedProject(manifest: object = LOCKED): Promise<World> {
  const world = await createWorld({ registry, manifest })
  expect(await world.npm('install', '--package-lock-only')).toMatchObject({ code: 0 })
  await world.write('node_modules/kept/package.json', { name: 'kept', version: '1.0.0' })
  return world
}

const BLOCKED: readonly (readonly string[])[] = [
  ['install'],
  ['ci'],
  ['i'],
  ['clean-install'],
  ['install-ci-test'],
  ['update'],
  ['dedupe'],
  ['install', 'plain'],
  ['install', '--no-save', 'looks-up'],
  ['install', '--omit=dev'],
]

test.each(BLOCKED.map((args) => [args.join(' '), args] as const))(
  'npm %s is blocked and changes nothing',
  async (_, args) => {
    await using world = await lockedProject()
    const before = treeHash(world.project)
    const { code, stderr } = await safeNpm(world, [...args, '--strict'])
    expect(code, stderr).toBe(100)
    expect(stderr).toContain('metrics.looks-up.example')
    expect(treeHash(world.project)).toEqual(before)
  },
)

const RUNS_CODE: readonly (readonly [program: 'safe-npm' | 'safe-npx', args: readonly string[]])[] = [
  ['safe-npm', ['exec', '--yes', '--strict', 'bad-bin']],
  ['safe-npm', ['exec', '--yes', '--strict', '--package=bad-bin', '--', 'bad-bin']],
  ['safe-npx', ['--yes', '--strict', 'bad-bin']],
  ['safe-npm', ['init', '--yes', '--strict', 'bad']],
  ['safe-npm', ['create', '--yes', '--strict', 'bad@latest']],
]

test.each(RUNS_CODE)('%s %j is blocked before anything of it runs', async (program, args) => {
  await using world = await createWorld({ registry })
  const { code, stdout, stderr } = await cli(world, program, args)
  expect(code, stderr).toBe(100)
  expect(stdout).not.toContain('ran')
  expect(stderr).toContain('metrics.bad-bin.example')
})

test('npm audit fix is blocked when the fix is bad', async () => {
  const manifest = { name: 'project', version: '1.0.0', dependencies: { moving: '^1.0.0' } }
  await using own = await startRegistry()
  await own.publish('moving')
  await using world = await createWorld({ registry: own, manifest })
  expect(await world.npm('install')).toMatchObject({ code: 0 })
  await own.publish('moving-1.0.1')
  own.advisories.set('moving', '<1.0.1')
  const before = treeHash(world.project)
  const { code, stderr } = await safeNpm(world, ['audit', 'fix', '--strict'])
  expect(code, stderr).toBe(100)
  expect(stderr).toContain('later.moving.example')
  expect(treeHash(world.project)).toEqual(before)
})

test('npm link installs what is not there yet, so it is guarded too', async () => {
  await using world = await createWorld({ registry })
  const prefix = join(world.root, 'global')
  mkdirSync(join(prefix, 'lib'), { recursive: true })
  const options = { env: { npm_config_prefix: prefix } }
  const { code, stderr } = await safeNpm(world, ['link', 'looks-up', '--strict'], options)
  expect(code, stderr).toBe(100)
  expect(existsSync(join(prefix, 'lib/node_modules/looks-up'))).toBe(false)
})

test('a tarball from the disk is watched', async () => {
  await using world = await createWorld({ registry })
  await world.npm('pack', 'looks-up')
  const before = treeHash(world.project)
  const { code, stderr } = await safeNpm(world, ['install', './looks-up-1.0.0.tgz', '--strict'])
  expect(code, stderr).toBe(100)
  expect(stderr).toContain('metrics.looks-up.example')
  expect(treeHash(world.project)).toEqual(before)
})

const FOREIGN = [
  'git+https://git.example/repo.git',
  'https://files.example/package.tgz',
  'git+ssh://git@git.example/a.git',
]

test.each(FOREIGN)('%s is blocked before its host is contacted', async (spec) => {
  await using world = await createWorld({ registry })
  const before = treeHash(world.project)
  const { code, stderr } = await safeNpm(world, ['install', spec, '--strict'])
  expect(code, stderr).toBe(100)
  expect(stderr).toMatch(/(git|files)\.example/)
  expect(treeHash(world.project)).toEqual(before)
})

test('npm ci of a clean lockfile installs it', async () => {
  await using world = await lockedProject({
    name: 'project',
    version: '1.0.0',
    dependencies: { banner: '1.0.0', 'plain-with-dep': '1.0.0' },
  })
  const { code, stderr } = await safeNpm(world, ['ci', '--strict'])
  expect(code, stderr).toBe(0)
  const tree = treeHash(world.project)
  expect(tree).toHaveProperty('node_modules/plain/index.js')
  expect(tree).not.toHaveProperty('node_modules/kept/package.json')
})

test('npx runs a bin with its arguments as they were typed, once its package is known', async () => {
  await using world = await createWorld({ registry })
  const args = ['--yes', 'says-args', '', 'two words', '--flag', '--strict', '--', 'x']
  for (const _ of ['watched', 'known']) {
    const { code, stdout, stderr } = await cli(world, 'safe-npx', args)
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual(['', 'two words', '--flag', '--strict', '--', 'x'])
  }
})

test('npm init runs a clean initializer', async () => {
  await using world = await createWorld({ registry })
  const { code, stdout, stderr } = await cli(world, 'safe-npm', ['init', '--yes', 'nothing', 'here'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('created here')
})

test('-g: blocked when bad, installed below the prefix when good', async () => {
  await using world = await createWorld({ registry })
  const prefix = join(world.root, 'global')
  // npm itself wants it to be there.
  mkdirSync(join(prefix, 'lib'), { recursive: true })
  const options = { env: { npm_config_prefix: prefix } }
  const bad = await safeNpm(world, ['install', '-g', 'looks-up', '--strict'], options)
  expect(bad.code, bad.stderr).toBe(100)
  expect(existsSync(join(prefix, 'lib/node_modules/looks-up'))).toBe(false)
  const good = await safeNpm(world, ['install', '-g', 'says-args', '--strict'], options)
  expect(good.code, good.stderr).toBe(0)
  expect(existsSync(join(prefix, 'bin/says-args'))).toBe(true)
})

test('workspaces: the package of a workspace is watched, and its path says where it came from', async () => {
  await using world = await createWorld({
    registry,
    manifest: { name: 'root', version: '1.0.0', workspaces: ['packages/*'] },
  })
  await world.write('packages/one/package.json', {
    name: 'one',
    version: '1.0.0',
    dependencies: { 'looks-up': '1.0.0' },
  })
  await world.write('packages/two/package.json', {
    name: 'two',
    version: '1.0.0',
    dependencies: { one: '1.0.0', banner: '1.0.0' },
  })
  const before = treeHash(world.project)
  const bad = await safeNpm(world, ['install', '--strict'])
  expect(bad.code, bad.stderr).toBe(100)
  expect(bad.report?.findings).toEqual([expect.objectContaining({ package: 'looks-up' })])
  expect(treeHash(world.project)).toEqual(before)

  const good = await safeNpm(world, ['install', '--strict', '--workspace=two', '--no-save', 'plain'])
  expect([0, 100]).toContain(good.code)
})

test('a file: dependency goes into the box as a copy, its script is watched', async () => {
  await using world = await createWorld({
    registry,
    manifest: { name: 'root', version: '1.0.0', dependencies: { local: 'file:./local' } },
  })
  const script = "node -e \"require('dns').lookup('metrics.local.example',()=>{})\""
  await world.write('local/package.json', {
    name: 'local',
    version: '1.0.0',
    scripts: { postinstall: script },
  })
  const before = treeHash(world.project)
  const { code, stderr } = await safeNpm(world, ['install', '--strict', '--install-links'])
  expect(code, stderr).toBe(100)
  expect(treeHash(world.project)).toEqual(before)
})

test('a script that needs an undeclared neighbour gets it', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr } = await safeNpm(world, ['install', 'plain', 'needs-neighbour', '--strict'])
  expect(code, stderr).toBe(0)
})

test('npm goes on without an optional dependency whose script fails', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr } = await safeNpm(world, ['install', 'has-optional'])
  expect(code, stderr).toBe(0)
  expect(treeHash(world.project)).toHaveProperty('node_modules/has-optional/index.js')
})

const SILENT: readonly (readonly string[])[] = [
  ['uninstall', 'plain'],
  ['ls'],
  ['prune'],
  ['outdated'],
  ['view', 'plain', 'version'],
]

test.each(SILENT.map((args) => [args.join(' '), args] as const))(
  'npm %s: not a word from us',
  async (_, args) => {
    await using world = await createWorld({ registry })
    expect(await world.npm('install', 'plain')).toMatchObject({ code: 0 })
    const { stderr } = await cli(world, 'safe-npm', [...args])
    expect(stderr).not.toContain('safe-npm')
  },
)

test('rebuild runs the scripts of packages, so it is guarded too', async () => {
  await using world = await createWorld({ registry })
  expect(await world.npm('install', '--ignore-scripts', 'looks-up')).toMatchObject({ code: 0 })
  const { code, stderr } = await safeNpm(world, ['rebuild', '--strict'])
  expect(code, stderr).toBe(100)
})

test('--safe-yes goes on with what is suspicious; --safe-skip goes on without a watch, and both are recorded', async () => {
  await using world = await createWorld({ registry })
  const yes = await safeNpm(world, ['install', 'looks-up', '--safe-yes'])
  expect(yes.code, yes.stderr).toBe(0)
  await world.npm('uninstall', 'looks-up')
  const skipped = await cli(world, 'safe-npm', ['install', 'looks-up', '--safe-skip'])
  expect(skipped.code, skipped.stderr).toBe(0)
  const history = await cli(world, 'dsca', ['history', '--json'])
  expect(history.stdout).toContain('skipped')
})

const WRONG: readonly (readonly string[])[] = [
  ['--safe-nonsense'],
  ['--safe-engine=telepathy'],
  ['--safe-timeout=soon'],
  ['--safe-policy=/nonexistent/policy.json'],
]

test.each(WRONG.map((args) => [args.join(' '), args] as const))(
  '%s is exit 104, and nothing is installed',
  async (_, args) => {
    await using world = await createWorld({ registry })
    const before = treeHash(world.project)
    const { code, stderr } = await cli(world, 'safe-npm', ['install', 'plain', ...args])
    expect(code, stderr).toBe(104)
    expect(treeHash(world.project)).toEqual(before)
  },
)
