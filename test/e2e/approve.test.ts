import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setUpApproving } from '../helpers/approving.ts'
import { cli, dscaJson } from '../helpers/cli.ts'
import { CLEAN, isBuilt, MIXED, manifestOf } from '../helpers/script-packages.ts'
import { createWorld } from '../helpers/world.ts'

// The npm of this machine (11) lists the scripts that nobody approved and runs them; npm 10 knows no approvals.
const given = setUpApproving()

test('the table: what is unknown is watched, once; other platforms are told apart', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: MIXED })
  expect(await world.npm('install', '--package-lock-only')).toMatchObject({ code: 0 })
  const first = await dscaJson<{ packages: object[]; verdict: string }>(world, ['approve'])
  expect(first.code, first.stderr).toBe(100)
  expect(first.json).toMatchObject({
    schemaVersion: 1,
    platform: `${process.platform}-${process.arch}`,
    verdict: 'suspicious',
    written: null,
  })
  expect(first.json.packages.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
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

test('npm 11 lists what nobody approved by itself: no second line of ours, and --write is for the clean ones', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: MIXED })
  const installed = await cli(world, 'safe-npm', ['install', '--safe-yes'])
  expect(installed.code, installed.stderr).toBe(0)
  expect(installed.stderr).not.toContain('dsca approve')
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
  await using world = await createWorld({ registry: given.registry, manifest })
  await world.npm('install')
  const { code, stdout } = await cli(world, 'dsca', ['approve', '--write'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/nothing outside +denied/)
  expect(manifestOf(world)).toEqual(manifest)
})

test('workspaces: from one of them, the entries go into the root', async () => {
  const manifest = { name: 'root', version: '1.0.0', workspaces: ['packages/*'] }
  await using world = await createWorld({ registry: given.registry, manifest })
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
  await using world = await createWorld({ registry: given.registry, manifest })
  const { code, stdout } = await cli(world, 'dsca', ['approve', '--write', '--timeout=2'])
  expect(code, stdout).toBe(102)
  expect(stdout).toMatch(/\? hangs@1\.0\.0 .*inconclusive/)
  expect(manifestOf(world)).toEqual(manifest)
})

test('npm 10 knows no approvals: the table all the same, and 104 for --write', async () => {
  await using world = await createWorld({ registry: given.registry, manifest: CLEAN })
  const env = { PATH: given.npms.npm10.path }
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
