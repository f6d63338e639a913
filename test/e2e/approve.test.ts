import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, dscaJson } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { fetchNpm12, type Npm12, onNpm12 } from '../helpers/npm12.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

// npm 11 lists the scripts that nobody approved, npm 12 blocks them: what was watched is the evidence to approve by.
const BUILDS = { postinstall: "node -e \"require('fs').writeFileSync('built','')\"" }
const tidy = (version: string) => makePackage({ name: 'tidy-build', version, scripts: BUILDS })

let registry: LoopbackRegistry
let npm12: Npm12
beforeAll(async () => {
  registry = await startRegistry()
  npm12 = await fetchNpm12(fileURLToPath(new URL('../../', import.meta.url)))
  const bin = { 'says-built': 'bin.js' }
  const says = makePackage(
    { name: 'says-built', version: '1.0.0', bin, scripts: BUILDS },
    { 'bin.js': '#!/usr/bin/env node\nconsole.log(require("fs").existsSync(`${__dirname}/built`))\n' },
  )
  const mac = makePackage({ name: 'for-others', version: '1.0.0', os: ['aix'], scripts: BUILDS })
  await registry.publish(tidy('1.0.0'), says, mac, 'looks-up', 'hangs', 'plain')
})
afterAll(async () => {
  npm12?.[Symbol.dispose]()
  await registry?.[Symbol.asyncDispose]()
})

const MIXED = {
  name: 'project',
  version: '1.0.0',
  dependencies: { 'tidy-build': '1.0.0', 'looks-up': '1.0.0', plain: '1.0.0' },
  optionalDependencies: { 'for-others': '1.0.0' },
}
const CLEAN = { name: 'project', version: '1.0.0', dependencies: { 'tidy-build': '1.0.0' } }

const manifestOf = (world: World) => JSON.parse(readFileSync(join(world.project, 'package.json'), 'utf8'))
const isBuilt = (world: World) => existsSync(join(world.project, 'node_modules/tidy-build/built'))
const LINE = 'safe-npm  1 script did nothing outside; approve it: dsca approve --write'

describe('npm 12', () => {
  test('blocked, watched, approved with evidence, installed', async () => {
    await using world = await createWorld({ registry, manifest: CLEAN })
    const installed = await onNpm12(world, npm12, 'safe-npm', ['install'])
    expect(installed.code, installed.stderr).toBe(0)
    expect(installed.stderr).toContain('1 script ran, nothing contacted')
    expect(installed.stderr.trimEnd().split('\n').at(-1)).toBe(LINE)
    expect(isBuilt(world)).toBe(false)

    const approved = await onNpm12(world, npm12, 'dsca', ['approve', '--write'])
    expect(approved.code, approved.stderr).toBe(0)
    expect(approved.stdout).toMatch(/✔ tidy-build@1\.0\.0 +postinstall +nothing outside +proposed/)
    expect(approved.stdout).toContain('  added tidy-build@1.0.0')
    expect(approved.stdout).toContain('  safe-npm rebuild tidy-build@1.0.0')
    expect(manifestOf(world)).toEqual({ ...CLEAN, allowScripts: { 'tidy-build@1.0.0': true } })
    expect(isBuilt(world)).toBe(false)

    const rebuilt = await onNpm12(world, npm12, 'safe-npm', ['rebuild', 'tidy-build@1.0.0'])
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' })
    expect(isBuilt(world)).toBe(true)
  })

  test('a rebuild of one package is not stopped by what another did', async () => {
    await using world = await createWorld({ registry, manifest: MIXED })
    await onNpm12(world, npm12, 'safe-npm', ['install', '--safe-yes'])
    const approved = await onNpm12(world, npm12, 'dsca', ['approve', '--write'])
    expect(approved.code, approved.stderr).toBe(100)
    expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@1.0.0': true })
    const rebuilt = await onNpm12(world, npm12, 'safe-npm', ['rebuild', 'tidy-build', '--strict'])
    expect(rebuilt.code, rebuilt.stderr).toBe(0)
    expect(isBuilt(world)).toBe(true)
    const other = await onNpm12(world, npm12, 'safe-npm', ['rebuild', 'looks-up', '--strict'])
    expect(other.code, other.stderr).toBe(100)
  })

  test('-g and npx have no package.json: the flag is said, and works', async () => {
    await using world = await createWorld({ registry })
    const prefix = join(world.root, 'global')
    await world.write('../global/lib/.keep', '')
    const env = { npm_config_prefix: prefix }
    const built = join(prefix, 'lib/node_modules/says-built/built')
    const first = await onNpm12(world, npm12, 'safe-npm', ['install', '-g', 'says-built'], { env })
    const flag = '--allow-scripts=says-built@1.0.0'
    expect(first.stderr).toContain(`did nothing outside;\n          run it: add ${flag}\n`)
    expect(existsSync(built)).toBe(false)
    const second = await onNpm12(world, npm12, 'safe-npm', ['install', '-g', flag, 'says-built'], { env })
    expect(second.code, second.stderr).toBe(0)
    expect(second.stderr).not.toContain('did nothing outside')
    expect(existsSync(built)).toBe(true)

    const npx = await onNpm12(world, npm12, 'safe-npx', ['--yes', 'says-built'])
    expect(npx.stdout).toBe('false\n')
    const [, key = ''] = /run it: npm cache npx rm (\w+), then add\s/.exec(npx.stderr) ?? []
    expect(npx.stderr).toContain(flag)
    expect(await onNpm12(world, npm12, 'npm', ['cache', 'npx', 'rm', key])).toMatchObject({ code: 0 })
    const again = await onNpm12(world, npm12, 'safe-npx', ['--yes', flag, 'says-built'])
    expect(again.stdout, again.stderr).toBe('true\n')
  })

  test.each([['--json'], ['--silent'], ['--ignore-scripts'], ['--dangerously-allow-all-scripts']])(
    'install %s: no line',
    async (flag) => {
      await using world = await createWorld({ registry, manifest: CLEAN })
      const { code, stderr } = await onNpm12(world, npm12, 'safe-npm', ['install', flag])
      expect(code, stderr).toBe(0)
      expect(stderr).not.toContain('dsca approve')
    },
  )

  test('two versions of a package, approved one after the other: the first keeps its entry', async () => {
    const manifest = {
      name: 'project',
      version: '1.0.0',
      dependencies: { 'tidy-build': '1.0.0', other: 'npm:tidy-build@2.0.0' },
      allowScripts: { 'tidy-build@2.0.0': true },
    }
    await registry.publish(tidy('2.0.0'))
    await using world = await createWorld({ registry, manifest })
    await onNpm12(world, npm12, 'safe-npm', ['install'])
    const { code, stdout } = await onNpm12(world, npm12, 'dsca', ['approve', '--write'])
    expect(code, stdout).toBe(0)
    expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@2.0.0': true, 'tidy-build@1.0.0': true })
  })

  test('a versioned deny holds for every version, as npm has it', async () => {
    const manifest = { ...CLEAN, allowScripts: { 'tidy-build@3.0.0': false } }
    await using world = await createWorld({ registry, manifest })
    await onNpm12(world, npm12, 'safe-npm', ['install'])
    const { stdout } = await onNpm12(world, npm12, 'dsca', ['approve', '--write'])
    expect(stdout).toContain('Nothing was written into package.json.')
    expect(stdout).toContain('because an entry denies them: tidy-build@1.0.0')
    expect(manifestOf(world)).toEqual(manifest)
  })

  test('with nothing installed npm approves nothing, and that is said', async () => {
    await using world = await createWorld({ registry, manifest: CLEAN })
    const { code, stdout } = await onNpm12(world, npm12, 'dsca', ['approve', '--write'])
    expect(code).toBe(104)
    expect(stdout).toContain('First:\n  safe-npm install\n')
    expect(manifestOf(world)).toEqual(CLEAN)
  })
})

test('npm 10 knows no approvals: the table all the same, and 104 for --write', async () => {
  await using world = await createWorld({ registry, manifest: CLEAN })
  const env = { PATH: npm12.pathOfNpm10 }
  const installed = await cli(world, 'safe-npm', ['install'], { env })
  expect(installed.code, installed.stderr).toBe(0)
  expect(installed.stderr).not.toContain('dsca approve')
  expect(await cli(world, 'dsca', ['approve'], { env })).toMatchObject({ code: 0 })
  const { code, stdout, stderr } = await cli(world, 'dsca', ['approve', '--write'], { env })
  expect(code, stderr).toBe(104)
  expect(stdout).toMatch(/tidy-build@1\.0\.0 .*nothing outside/)
  expect(stderr).toMatch(/npm 10\.[\s\S]*npm install --global npm@11/)
  expect(manifestOf(world)).toEqual(CLEAN)
})

describe("this machine's npm", () => {
  test('the table: what is unknown is watched, once; other platforms are told apart', async () => {
    await using world = await createWorld({ registry, manifest: MIXED })
    expect(await world.npm('install', '--package-lock-only')).toMatchObject({ code: 0 })
    const first = await dscaJson<{ packages: object[]; verdict: string }>(world, ['approve'])
    expect(first.code, first.stderr).toBe(100)
    expect(first.json).toMatchObject({
      schemaVersion: 1,
      platform: `${process.platform}-${process.arch}`,
      verdict: 'suspicious',
      written: null,
    })
    expect(
      first.json.packages.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ).toEqual([
      expect.objectContaining({ name: 'for-others', did: 'not-run', proposed: false }),
      expect.objectContaining({
        name: 'looks-up',
        did: 'suspicious',
        hosts: ['metrics.looks-up.example'],
        proposed: false,
      }),
      expect.objectContaining({ name: 'tidy-build', did: 'clean', pin: 'tidy-build@1.0.0', proposed: true }),
    ])
    const second = await cli(world, 'dsca', ['approve'], {
      env: { SAFE_NPM_ENGINE: 'docker', DOCKER_HOST: 'unix:///nowhere' },
    })
    expect(second.code, second.stderr).toBe(100)
    expect(second.stdout).toContain('contacts metrics.looks-up.example')
    expect(second.stdout).toContain('elsewhere they may do something else')
    for (const line of second.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('npm 11 lists what nobody approved: the line is said, and --write is for the clean ones', async () => {
    await using world = await createWorld({ registry, manifest: MIXED })
    const installed = await cli(world, 'safe-npm', ['install', '--safe-yes'])
    expect(installed.code, installed.stderr).toBe(0)
    expect(installed.stderr).toContain(LINE)
    expect(isBuilt(world)).toBe(true)
    const { code, stdout, stderr } = await cli(world, 'dsca', ['approve', '--write'])
    expect(code, stderr).toBe(100)
    expect(stdout).toContain('  added tidy-build@1.0.0')
    expect(stdout).not.toContain('rebuild')
    expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@1.0.0': true })
    expect((await cli(world, 'safe-npm', ['ci', '--safe-yes'])).stderr).not.toContain('dsca approve')
  })

  test('a denied package stays denied, and is decided', async () => {
    const manifest = { ...CLEAN, allowScripts: { 'tidy-build': false } }
    await using world = await createWorld({ registry, manifest })
    await world.npm('install')
    const { code, stdout } = await cli(world, 'dsca', ['approve', '--write'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/nothing outside +denied/)
    expect(manifestOf(world)).toEqual(manifest)
  })

  test('workspaces: from one of them, the entries go into the root', async () => {
    const manifest = { name: 'root', version: '1.0.0', workspaces: ['packages/*'] }
    await using world = await createWorld({ registry, manifest })
    await world.write('packages/one/package.json', { ...CLEAN, name: 'one' })
    const one = readFileSync(join(world.project, 'packages/one/package.json'), 'utf8')
    await world.npm('install')
    const cwd = join(world.project, 'packages/one')
    const { code, stderr } = await cli(world, 'dsca', ['approve', '--write'], { cwd })
    expect(code, stderr).toBe(0)
    expect(manifestOf(world)).toEqual({ ...manifest, allowScripts: { 'tidy-build@1.0.0': true } })
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe(one)
  })

  test('what cannot be seen to its end is 102, and not proposed', async () => {
    const manifest = { name: 'project', version: '1.0.0', dependencies: { hangs: '1.0.0' } }
    await using world = await createWorld({ registry, manifest })
    const { code, stdout } = await cli(world, 'dsca', ['approve', '--write', '--timeout=2'])
    expect(code, stdout).toBe(102)
    expect(stdout).toMatch(/\? hangs@1\.0\.0 .*inconclusive/)
    expect(manifestOf(world)).toEqual(manifest)
  })
})
