import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CliOptions, cli, dscaJson, safeNpm } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { PASSWORD, startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

const HOST = 'metrics.looks-up.example'
/** Asks who is in the local network, which is told and no reason to block. */
const SEARCHES = makePackage(
  { name: 'searches', version: '1.0.0', scripts: { postinstall: 'node search.js' } },
  {
    'search.js': `const socket = require('node:dgram').createSocket('udp4')
      const text = 'M-SEARCH * HTTP/1.1\\r\\nHOST: 239.255.255.250:1900\\r\\nMAN: "ssdp:discover"\\r\\nMX: 1\\r\\nST: ssdp:all\\r\\n\\r\\n'
      socket.send(text, 1900, '239.255.255.250', () => socket.close())`,
  },
)

let registry: LoopbackRegistry
let postgres: TestPostgres
let address: string
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'banner', SEARCHES)
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})
beforeEach(async () => {
  address = await postgres.newDatabase()
})

const member = (env: Record<string, string> = { SAFE_NPM_HISTORY: address }) => createWorld({ registry, env })
const install = (world: World, name: string, flags: readonly string[] = [], options: CliOptions = {}) =>
  safeNpm(world, ['install', name, ...flags], options)
const installed = (world: World, name: string) => existsSync(join(world.project, 'node_modules', name))

describe('a team that shares a history', () => {
  test('watches once, and knows what the other has seen and decided', async () => {
    await using first = await member()
    await using second = await member()
    expect((await install(first, 'looks-up', ['--strict'])).code).toBe(100)
    const blocked = await install(second, 'looks-up', ['--strict'])
    expect(blocked.code, blocked.stderr).toBe(100)
    expect(blocked.report).toMatchObject({ engine: null, findings: [{ host: HOST }] })

    const allowing = await cli(second, 'dsca', ['allow', 'looks-up', HOST])
    expect(allowing.code, allowing.stderr).toBe(0)
    const allowed = await install(first, 'looks-up', ['--strict'])
    expect(allowed.code, allowed.stderr).toBe(0)
    expect(allowed.stderr).not.toContain('safe-npm')
    const { json } = await dscaJson<{ scans: object[]; decisions: object[] }>(first, ['history', 'looks-up'])
    expect(json.decisions).toMatchObject([{ effect: 'allow', host: HOST }])
    expect(json.scans).toHaveLength(2)
  })

  test('tells nobody the password, wherever the address was given', async () => {
    await using world = await member({})
    const given = `--safe-history=${address}?connect_timeout=2`
    const { code, stderr, report } = await install(world, 'banner', [given])
    expect(code, stderr).toBe(0)
    const scan = await cli(world, 'dsca', ['scan', 'banner', '--history', address])
    expect(scan.code, scan.stderr).toBe(0)
    const told = [stderr, JSON.stringify(report), scan.stdout, scan.stderr]
    const asked = [
      ['history'],
      ['history', '--json'],
      ['history', 'banner'],
      ['doctor'],
      ['policy', 'explain', 'banner'],
    ]
    asked.push(['show', report?.id ?? ''], ['allow', 'banner', 'files.example'], ['show', '0000'])
    for (const args of asked) {
      const { stdout, stderr } = await cli(world, 'dsca', [...args, '--history', address])
      told.push(stdout, stderr)
    }
    expect(told.join('\n')).toContain(`postgres://owner@127.0.0.1:${postgres.port}/`)
    expect(told.join('\n')).not.toContain(PASSWORD)
    expect(told.join('\n')).not.toContain(encodeURIComponent(PASSWORD))
  })

  test('takes the password from the environment, where a process list does not show it', async () => {
    const bare = address.replace(`:${encodeURIComponent(PASSWORD)}`, '')
    await using world = await member({ SAFE_NPM_HISTORY: bare, PGPASSWORD: PASSWORD })
    const { code, stderr } = await install(world, 'banner')
    expect(code, stderr).toBe(0)
    expect((await dscaJson<{ scans: object[] }>(world, ['history'])).json.scans).toHaveLength(1)
  })

  test('may have members who only read', async () => {
    await using writer = await member()
    expect((await install(writer, 'looks-up', ['--strict'])).code).toBe(100)
    const database = new URL(address).pathname.slice(1)
    await postgres.sql(
      database,
      `CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}'`,
      'GRANT USAGE ON SCHEMA safe_npm TO reader',
      'GRANT SELECT ON ALL TABLES IN SCHEMA safe_npm TO reader',
    )
    await using reader = await member({ SAFE_NPM_HISTORY: address.replace('owner', 'reader') })
    const known = await install(reader, 'looks-up', ['--strict'])
    expect(known.code, known.stderr).toBe(100)
    expect(known.report?.engine).toBeNull()
    expect(known.stderr).toMatch(/nothing was installed \(exit 100\)\. This scan is not recorded/)
    expect(known.stderr).not.toContain('dsca show')
    const unknown = await install(reader, 'banner')
    expect(unknown.code, unknown.stderr).toBe(0)
    expect(installed(reader, 'banner')).toBe(true)
    expect(unknown.stderr).toMatch(/permission denied.*\n {2}Going on without it: this scan is not recorded/)
    expect((await cli(reader, 'dsca', ['allow', 'looks-up', HOST])).code).toBe(105)
  })
})

describe('a database that does not answer', () => {
  const dead = 'postgres://owner:secret-word@127.0.0.1:9/team'
  const count = (text: string, words: string) => text.split(words).length - 1

  test('is watched without, and a line says so', async () => {
    await using world = await member({ SAFE_NPM_HISTORY: dead })
    const { code, stderr, report } = await install(world, 'banner')
    expect(code, stderr).toBe(0)
    expect(report).toMatchObject({ verdict: 'clean' })
    expect(report?.engine).not.toBeNull()
    expect(installed(world, 'banner')).toBe(true)
    expect(count(stderr, 'the history postgres://owner@127.0.0.1:9/team: connect ECONNREFUSED')).toBe(1)
    expect(stderr).not.toContain('secret-word')
  })

  test('has no record of it to be shown', async () => {
    await using world = await member({ SAFE_NPM_HISTORY: dead })
    const blocked = await install(world, 'looks-up', ['--strict'])
    expect(blocked.code, blocked.stderr).toBe(100)
    const scanned = await cli(world, 'dsca', ['scan', 'looks-up'])
    expect(scanned.code, scanned.stderr).toBe(100)
    await world.write('package.json', { name: 'p', version: '1.0.0', dependencies: { 'looks-up': '1.0.0' } })
    const approved = await cli(world, 'dsca', ['approve'])
    for (const { stdout, stderr } of [blocked, scanned, approved]) {
      expect(stdout + stderr).toContain('This scan is not recorded')
      expect(stdout + stderr).not.toContain('dsca show')
    }
  })

  test('lets no rule allow what the lost ones may forbid, wherever it stands', async () => {
    await using world = await member()
    await world.write('given.json', `{"rules":[{"effect":"allow","package":"*","host":"*"}]}`)
    const allowed = await install(world, 'looks-up', ['--strict', '--safe-policy=given.json'])
    expect(allowed.code, allowed.stderr).toBe(0)

    await using denied = await member()
    expect((await cli(denied, 'dsca', ['deny', 'looks-up', HOST])).code).toBe(0)
    await denied.write('given.json', `{"rules":[{"effect":"allow","package":"*","host":"*"}]}`)
    for (const history of [address, dead]) {
      const flags = ['--strict', '--safe-policy=given.json', `--safe-history=${history}`]
      const { code, stderr } = await install(denied, 'looks-up', flags)
      expect(code, stderr).toBe(100)
    }
    expect(installed(denied, 'looks-up')).toBe(false)
  })

  test('blocks what only a lost rule would have blocked', async () => {
    await using world = await member()
    const without = await install(world, 'searches', ['--strict'])
    expect(without.code, without.stderr).toBe(0)
    expect(without.report?.findings).toMatchObject([{ severity: 'info', address: '239.255.255.250' }])
    expect((await cli(world, 'dsca', ['deny', 'searches', '239.255.255.250'])).code).toBe(0)
    for (const history of [address, dead]) {
      await using other = await member({ SAFE_NPM_HISTORY: history })
      const { code, stderr } = await install(other, 'searches', ['--strict'])
      expect(code, stderr).toBe(100)
    }
  })

  test('is an error with a hint for who asks the history itself', async () => {
    await using world = await member({ SAFE_NPM_HISTORY: dead })
    for (const args of [
      ['history'],
      ['show', '01JD'],
      ['allow', 'a', 'b.example'],
      ['policy', 'explain', 'banner'],
    ]) {
      const { code, stdout, stderr } = await cli(world, 'dsca', args)
      expect(code, stderr).toBe(105)
      expect(stdout).toBe('')
      expect(stderr).toMatch(
        /^dsca: the history postgres:\/\/owner@127.0.0.1:9\/team: connect .*\n {2}Is it running/,
      )
    }
  })

  test('may die in the middle: what was watched counts, and only the record is lost', async () => {
    await using world = await member()
    let stopped: Promise<void> | undefined
    registry.onRequest(async ({ path }) => {
      if (!path.includes('/-/')) return
      stopped ??= postgres.stop()
      await stopped
    })
    try {
      const { code, stderr } = await install(world, 'banner')
      expect(stopped).toBeDefined()
      expect(code, stderr).toBe(0)
      expect(installed(world, 'banner')).toBe(true)
      expect(stderr).toContain('Going on without it: this scan is not recorded')
    } finally {
      registry.onRequest(null)
      await postgres.start()
    }
    expect((await dscaJson<{ scans: object[] }>(world, ['history'])).json.scans).toEqual([])
  })

  test('with a wrong password is no dead one: nothing is installed', async () => {
    await using world = await member({
      SAFE_NPM_HISTORY: address.replace(encodeURIComponent(PASSWORD), 'no'),
    })
    const { code, stderr } = await install(world, 'banner')
    expect(code, stderr).toBe(105)
    expect(stderr).toMatch(/password authentication failed[^\n]*\n {2}Check user, password/)
    expect(installed(world, 'banner')).toBe(false)
  })
})
