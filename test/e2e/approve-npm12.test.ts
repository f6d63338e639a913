import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setUpApproving } from '../helpers/approving.ts'
import { onNpm } from '../helpers/npms.ts'
import { CLEAN, isBuilt, LINE, MIXED, manifestOf } from '../helpers/script-packages.ts'
import { createWorld } from '../helpers/world.ts'

// npm 12 blocks what nobody approved; it runs in the box all the same, and that is the evidence.
const given = setUpApproving()

test('blocked, watched, approved with evidence, installed', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: CLEAN })
  const installed = await onNpm(world, given.npms.npm12, 'safe-npm', ['install'])
  expect(installed.code, installed.stderr).toBe(0)
  expect(installed.stderr).toContain('1 script ran, nothing contacted')
  expect(installed.stderr.trimEnd().split('\n').at(-1)).toBe(LINE)
  expect(isBuilt(world)).toBe(false)

  const approved = await onNpm(world, given.npms.npm12, 'dsca', ['approve', '--write'])
  expect(approved.code, approved.stderr).toBe(0)
  expect(approved.stdout).toMatch(/✔ tidy-build@1\.0\.0 +postinstall +nothing outside +proposed/)
  expect(approved.stdout).toContain('  added tidy-build@1.0.0')
  expect(approved.stdout).toContain('  safe-npm rebuild tidy-build@1.0.0')
  expect(manifestOf(world)).toEqual({ ...CLEAN, allowScripts: { 'tidy-build@1.0.0': true } })
  expect(isBuilt(world)).toBe(false)

  const rebuilt = await onNpm(world, given.npms.npm12, 'safe-npm', ['rebuild', 'tidy-build@1.0.0'])
  expect(rebuilt).toMatchObject({ code: 0, stderr: '' })
  expect(isBuilt(world)).toBe(true)
})

test('a rebuild of one package is not stopped by what another did', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: MIXED })
  await onNpm(world, given.npms.npm12, 'safe-npm', ['install', '--safe-yes'])
  const approved = await onNpm(world, given.npms.npm12, 'dsca', ['approve', '--write'])
  expect(approved.code, approved.stderr).toBe(100)
  expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@1.0.0': true })
  const rebuilt = await onNpm(world, given.npms.npm12, 'safe-npm', ['rebuild', 'tidy-build', '--strict'])
  expect(rebuilt.code, rebuilt.stderr).toBe(0)
  expect(isBuilt(world)).toBe(true)
  const other = await onNpm(world, given.npms.npm12, 'safe-npm', ['rebuild', 'looks-up', '--strict'])
  expect(other.code, other.stderr).toBe(100)
})

test('-g and npx have no package.json: the flag is said, and works', async () => {
  await using world = await createWorld({ registry: given.registry })
  const prefix = join(world.root, 'global')
  await world.write('../global/lib/.keep', '')
  const env = { npm_config_prefix: prefix }
  const built = join(prefix, 'lib/node_modules/says-built/built')
  const first = await onNpm(world, given.npms.npm12, 'safe-npm', ['install', '-g', 'says-built'], { env })
  const flag = '--allow-scripts=says-built@1.0.0'
  expect(first.stderr).toContain(`did nothing outside;\n          run it: add ${flag}\n`)
  expect(existsSync(built)).toBe(false)
  const second = await onNpm(world, given.npms.npm12, 'safe-npm', ['install', '-g', flag, 'says-built'], {
    env,
  })
  expect(second.code, second.stderr).toBe(0)
  expect(second.stderr).not.toContain('did nothing outside')
  expect(existsSync(built)).toBe(true)

  const npx = await onNpm(world, given.npms.npm12, 'safe-npx', ['--yes', 'says-built'])
  expect(npx.stdout).toBe('false\n')
  const [, key = ''] = /run it: npm cache npx rm (\w+), then add\s/.exec(npx.stderr) ?? []
  expect(npx.stderr).toContain(flag)
  expect(await onNpm(world, given.npms.npm12, 'npm', ['cache', 'npx', 'rm', key])).toMatchObject({ code: 0 })
  const again = await onNpm(world, given.npms.npm12, 'safe-npx', ['--yes', flag, 'says-built'])
  expect(again.stdout, again.stderr).toBe('true\n')
})

test.each([['--json'], ['--silent'], ['--ignore-scripts'], ['--dangerously-allow-all-scripts']])(
  'install %s: no line',
  async (flag) => {
    await using world = await createWorld({ registry: given.registry, manifest: CLEAN })
    const { code, stderr } = await onNpm(world, given.npms.npm12, 'safe-npm', ['install', flag])
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
  await using world = await createWorld({ registry: given.registry, manifest })
  await onNpm(world, given.npms.npm12, 'safe-npm', ['install'])
  const { code, stdout } = await onNpm(world, given.npms.npm12, 'dsca', ['approve', '--write'])
  expect(code, stdout).toBe(0)
  expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@2.0.0': true, 'tidy-build@1.0.0': true })
})

test('a versioned deny holds for every version, as npm has it', async () => {
  const manifest = { ...CLEAN, allowScripts: { 'tidy-build@3.0.0': false } }
  await using world = await createWorld({ registry: given.registry, manifest })
  await onNpm(world, given.npms.npm12, 'safe-npm', ['install'])
  const { stdout } = await onNpm(world, given.npms.npm12, 'dsca', ['approve', '--write'])
  expect(stdout).toContain('Nothing was written into package.json.')
  expect(stdout).toContain('because an entry denies them: tidy-build@1.0.0')
  expect(manifestOf(world)).toEqual(manifest)
})

test('with nothing installed npm approves nothing, and that is said', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: CLEAN })
  const { code, stdout } = await onNpm(world, given.npms.npm12, 'dsca', ['approve', '--write'])
  expect(code).toBe(104)
  expect(stdout).toContain('First:\n  safe-npm install\n')
  expect(manifestOf(world)).toEqual(CLEAN)
})
