import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, dscaJson, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

const FILE = 'safe-npm.policy.json'
const HOST = 'metrics.looks-up.example'
const ALLOW_ALL = '// all is well\n{ "rules": [{ "effect": "allow", "package": "*", "host": "*" }] }\n'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'plain', 'banner')
})
afterAll(() => registry[Symbol.asyncDispose]())

const install = (world: World, ...flags: string[]) => safeNpm(world, ['install', 'looks-up', ...flags])
const installed = (world: World) => existsSync(join(world.project, 'node_modules', 'looks-up'))

/** What was done and said, without what differs from run to run. */
function outcome({ code, report }: Awaited<ReturnType<typeof safeNpm>>) {
  const findings = report?.findings.map(({ time: _, ...finding }) => finding)
  return { code, verdict: report?.verdict, findings }
}

test('a policy in a repository that allows everything changes nothing until it is trusted', async () => {
  await using world = await createWorld({ registry })
  const without = await install(world, '--strict')
  expect(without.code, without.stderr).toBe(100)
  expect(without.stderr).not.toContain('trust')

  await world.write(FILE, ALLOW_ALL)
  const hostile = await install(world, '--strict')
  expect(outcome(hostile)).toEqual(outcome(without))
  expect(hostile.stderr).toContain('dsca policy trust')
  expect(installed(world)).toBe(false)
  expect((await install(world)).code).toBe(101)

  const trusting = await cli(world, 'dsca', ['policy', 'trust'])
  expect(trusting.code, trusting.stderr).toBe(0)
  expect(trusting.stdout).toMatch(/every package may contact any host/i)
  const trusted = await safeNpm(world, ['install', 'looks-up', '--strict'])
  expect(trusted.code, trusted.stderr).toBe(0)
  expect(trusted.report?.findings).toEqual([expect.objectContaining({ host: HOST, allowed: true })])
  expect(trusted.stderr).not.toContain('trust')
  expect(installed(world)).toBe(true)
})

test('one byte more, and it is not trusted; the bytes of before are; untrust forgets them all', async () => {
  await using world = await createWorld({ registry })
  await world.write(FILE, ALLOW_ALL)
  const below = join(world.project, 'src')
  mkdirSync(below)
  expect((await cli(world, 'dsca', ['policy', 'trust'], { cwd: below })).code).toBe(0)
  const check = async () =>
    (await dscaJson<{ files: { trust: string }[] }>(world, ['policy', 'check'])).json.files[0]?.trust
  expect(await check()).toBe('trusted')
  await world.write(FILE, `${ALLOW_ALL} `)
  expect(await check()).toBe('untrusted')
  expect((await install(world, '--strict')).code).toBe(100)
  await world.write(FILE, ALLOW_ALL)
  expect(await check()).toBe('trusted')
  expect((await cli(world, 'dsca', ['policy', 'untrust'])).code).toBe(0)
  expect(await check()).toBe('untrusted')
  expect((await install(world, '--strict')).code).toBe(100)
})

test('CI passes a policy explicitly: --safe-policy=FILE loosens, the one of the project too', async () => {
  await using world = await createWorld({ registry })
  await world.write(FILE, ALLOW_ALL)
  const { code, stderr } = await install(world, '--strict', `--safe-policy=${FILE}`)
  expect(code, stderr).toBe(0)
  expect(stderr).not.toContain('trust')

  await using other = await createWorld({ registry })
  const given = join(other.root, 'ci.json')
  writeFileSync(given, `{"rules":[{"effect":"allow","package":"looks-up","versions":"^1","host":"${HOST}"}]}`)
  await other.write(FILE, `{"rules":[{"effect":"deny","package":"looks-*","host":"*.example"}]}`)
  const denied = await install(other, '--strict', `--safe-policy=${given}`)
  expect(denied.code, denied.stderr).toBe(100)
  await other.write(FILE, '{}')
  expect((await install(other, '--strict', `--safe-policy=${given}`)).code).toBe(0)
})

test('an untrusted deny and an untrusted demand tighten at once', async () => {
  await using world = await createWorld({ registry })
  expect(await cli(world, 'dsca', ['allow', 'looks-up', HOST])).toMatchObject({ code: 0 })
  await world.write(FILE, `{"rules":[{"effect":"deny","package":"*","host":"${HOST}","phases":["install"]}]}`)
  const denied = await install(world, '--strict')
  expect(denied.code, denied.stderr).toBe(100)
  expect(denied.stderr).not.toContain('trust')

  await world.write(FILE, '{"strict":{"always":true,"onlyFiles":true}}')
  const demanded = await install(world)
  expect(demanded.code, demanded.stderr).toBe(100) // and not 101: it is not asked either
  const skipped = await install(world, '--safe-skip')
  expect(skipped.code, skipped.stderr).toBe(104)
  await world.write(FILE, '{"strict":{"always":true}}')
  expect((await install(world)).code).toBe(0)
})

test("the user's own policy counts, unless others may write it", async () => {
  await using world = await createWorld({ registry })
  const file = join(world.home, '.config', 'safe-npm', FILE)
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  writeFileSync(file, ALLOW_ALL, { mode: 0o666 })
  chmodSync(file, 0o666)
  const doubtful = await install(world, '--strict')
  expect(doubtful.code, doubtful.stderr).toBe(100)
  expect(doubtful.stderr).toContain('chmod go-w')
  chmodSync(file, 0o644)
  expect((await install(world, '--strict')).code).toBe(0)
})

describe('a policy that is none', () => {
  const BROKEN: readonly (readonly [name: string, text: string, where: string])[] = [
    ['no JSON', '{ "rules": [', `${FILE}:1:`],
    ['a bad host', '{ "rules": [\n  {"effect":"deny","package":"a","host":"x y"}] }', `${FILE}:2:`],
    ['an unknown key', '{\n\n"rule": [] }', `${FILE}:3:1`],
  ]
  test.each(BROKEN)('%s ends in 104, and nothing is installed', async (_, text, where) => {
    await using world = await createWorld({ registry })
    await world.write(FILE, text)
    const { code, stderr } = await safeNpm(world, ['install', 'plain'])
    expect(code, stderr).toBe(104)
    expect(stderr).toContain(where)
    expect(existsSync(join(world.project, 'node_modules'))).toBe(false)
    const check = await cli(world, 'dsca', ['policy', 'check'])
    expect(check.code, check.stderr).toBe(104)
    expect(check.stdout + check.stderr).toContain(where)
    expect((await cli(world, 'dsca', ['policy', 'trust'])).code).toBe(104)
  })
})

test('explain names the rule, its file and line, and what would be needed', async () => {
  await using world = await createWorld({ registry })
  await world.write(FILE, `{"rules":[\n{"effect":"allow","package":"looks-*","host":"*.looks-up.example"}]}`)
  const ask = () =>
    dscaJson<{ effect: string; rules: readonly { state: string; line: number }[] }>(world, [
      'policy',
      'explain',
      'looks-up@1.0.0',
      HOST,
    ])
  expect((await ask()).json).toMatchObject({ effect: 'none', rules: [{ state: 'untrusted', line: 2 }] })
  expect((await cli(world, 'dsca', ['policy', 'explain', 'looks-up', HOST])).stdout).toContain(
    'dsca policy trust',
  )
  await cli(world, 'dsca', ['policy', 'trust'])
  expect((await ask()).json).toMatchObject({ effect: 'allow', rules: [{ state: 'decides', line: 2 }] })
  await cli(world, 'dsca', ['deny', 'looks-up', HOST])
  expect((await ask()).json).toMatchObject({ effect: 'deny' })
  const { stdout } = await cli(world, 'dsca', ['policy', 'explain', 'looks-up', HOST])
  expect(stdout).toContain(`dsca allow looks-up ${HOST}`)
})

test("a workspace's project is the root of them all, as npm has it", async () => {
  const manifest = { name: 'project', version: '1.0.0', workspaces: ['packages/*'] }
  await using world = await createWorld({ registry, manifest })
  await world.write('packages/w/package.json', { name: 'w', version: '1.0.0' })
  await world.write(`packages/w/${FILE}`, 'this is no policy, and nobody asks it')
  await world.write(FILE, '{"strict":{"always":true}}')
  const cwd = join(world.project, 'packages', 'w')
  const { code, stderr } = await safeNpm(world, ['install', 'looks-up'], { cwd })
  expect(code, stderr).toBe(100) // and not 101
  const { files } = (
    await dscaJson<{ files: { file: string }[] }>({ ...world, project: cwd }, ['policy', 'check'])
  ).json
  expect(files.map(({ file }) => file)).toEqual([join(world.project, FILE)])
})

test("what is installed globally is no project's business", async () => {
  await using world = await createWorld({ registry })
  await world.write(FILE, 'no policy')
  const prefix = join(world.root, 'global')
  mkdirSync(join(prefix, 'lib'), { recursive: true })
  const { code, stderr } = await safeNpm(world, ['install', '-g', 'plain', `--prefix=${prefix}`])
  expect(code, stderr).toBe(0)
})

test('a foreign source is allowed by a trusted policy alone, and a wrong one ends in 104', async () => {
  await using world = await createWorld({ registry })
  const source = 'http://127.0.0.1:9/x.tgz'
  const fetch = (...flags: string[]) => safeNpm(world, ['install', source, ...flags])
  await world.write(FILE, '{"rules":[{"effect":"allow","package":"*","host":"127.0.0.1"}]}')
  const hostile = await fetch()
  expect(hostile.code, hostile.stderr).toBe(101)
  expect(hostile.stderr).toContain('dsca policy trust')
  await world.write(FILE, '{"strict":{"always":true}}')
  expect((await fetch()).code).toBe(100)
  await world.write(FILE, '{')
  const wrong = await fetch()
  expect(wrong.code, wrong.stderr).toBe(104)
  expect(wrong.stderr).toContain(`${FILE}:1:2`)
})
