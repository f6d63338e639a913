import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScanReport } from '../../src/model/index.ts'
import { cli, dscaJson, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: LoopbackRegistry
let world: World
let scan: ScanReport
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'plain', 'banner', 'deep-a', 'deep-b', 'deep-c')
  world = await createWorld({ registry })
  scan = (await dscaJson<ScanReport>(world, ['scan', 'deep-a'])).json
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})

test('scan installs nothing, keeps the capture, and its exit code is the verdict', async () => {
  const before = treeHash(world.project)
  const { code } = await dscaJson<ScanReport>(world, ['scan', 'looks-up'])
  expect(code).toBe(100)
  expect((await cli(world, 'dsca', ['scan', 'banner'])).code).toBe(0)
  expect(treeHash(world.project)).toEqual(before)
  expect(readFileSync(scan.capture.path ?? '').length).toBeGreaterThan(24)
})

test('the JSON of a scan is what its schema says', async () => {
  const file = fileURLToPath(new URL('../../docs/schema/scan.schema.json', import.meta.url))
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  )
  const { report } = await safeNpm(world, ['install', 'looks-up', '--strict'])
  for (const item of [scan, report]) {
    validate(item)
    expect(validate.errors).toBeNull()
  }
})

test('a scan names package, path, script, host and timings', () => {
  expect(scan).toMatchObject({
    schemaVersion: 1,
    verdict: 'suspicious',
    engine: 'bubblewrap',
    engineWhy: expect.stringMatching(/^bubblewrap: /),
    platform: `${process.platform}-${process.arch}`,
    capture: { dropped: 0, complete: true },
  })
  expect(scan.packages.map(({ name, direct, scripts }) => ({ name, direct, scripts }))).toEqual(
    expect.arrayContaining([
      { name: 'deep-a', direct: true, scripts: [] },
      { name: 'deep-c', direct: false, scripts: ['postinstall'] },
    ]),
  )
  expect(scan.findings).toEqual([
    expect.objectContaining({
      code: 'foreign-lookup',
      severity: 'suspicious',
      phase: 'install',
      package: 'deep-c',
      version: '1.0.0',
      script: 'postinstall',
      path: ['deep-a@1.0.0', 'deep-b@1.0.0', 'deep-c@1.0.0'],
      host: 'beacon.deep-c.example',
    }),
  ])
  expect(scan.timings.total).toBeGreaterThan(0)
  expect(scan.timings.install).toBe(0)
})

test('pcap decodes the capture of a scan, and says the same names', async () => {
  const { code, json } = await dscaJson<unknown>(world, ['pcap', scan.capture.path ?? ''])
  expect(code).toBe(0)
  expect(JSON.stringify(json)).toContain('beacon.deep-c.example')
})

test('pcap of a cut file is not clean', async () => {
  const bytes = readFileSync(scan.capture.path ?? '')
  writeFileSync(join(world.project, 'cut.pcap'), bytes.subarray(0, bytes.length - 5))
  expect((await cli(world, 'dsca', ['pcap', 'cut.pcap'])).code).toBe(102)
})

test('history and show tell what happened', async () => {
  const history = await cli(world, 'dsca', ['history', 'deep-c'])
  expect(history.stdout).toContain(scan.id.slice(0, 8))
  const shown = await cli(world, 'dsca', ['show', scan.id])
  expect(shown.code, shown.stderr).toBe(0)
  for (const part of ['deep-c', 'postinstall', 'beacon.deep-c.example', '.pcap'])
    expect(shown.stdout).toContain(part)
  expect((await dscaJson<ScanReport>(world, ['show', scan.id.slice(0, 8)])).json).toEqual(scan)
})

test('allow and deny change the verdict; deny wins', async () => {
  await using own = await createWorld({ registry })
  expect((await cli(own, 'dsca', ['scan', 'looks-up'])).code).toBe(100)
  const allow = ['allow', 'looks-up', 'metrics.looks-up.example', '--reason', 'ours']
  expect((await cli(own, 'dsca', allow)).code).toBe(0)
  expect((await cli(own, 'dsca', ['scan', 'looks-up'])).code).toBe(0)
  expect((await cli(own, 'dsca', ['deny', 'looks-up', 'metrics.looks-up.example'])).code).toBe(0)
  expect((await cli(own, 'dsca', ['scan', 'looks-up'])).code).toBe(100)
})

test('explain lists every code, and says more of one', async () => {
  const list = await cli(world, 'dsca', ['explain'])
  expect(list.code, list.stderr).toBe(0)
  for (const code of ['foreign-lookup', 'script-timeout', '103']) expect(list.stdout).toContain(code)
  const { json } = await dscaJson<{ codes: unknown[] }>(world, ['explain'])
  expect(json.codes).toHaveLength(31)
  expect((await cli(world, 'dsca', ['explain', 'exit', '103'])).stdout).toContain('no sandbox works here')
  expect((await dscaJson<object>(world, ['explain', 'foreign-lookup'])).json).toMatchObject({
    kind: 'finding',
    code: 'foreign-lookup',
    means: expect.any(String),
    causes: expect.any(String),
    todo: expect.any(String),
  })
})

test('doctor explains each part and ends with a proof', async () => {
  const { code, stdout, stderr } = await cli(world, 'dsca', ['doctor'])
  expect(code, stdout + stderr).toBe(0)
  for (const part of ['npm', 'bubblewrap', 'history', 'proof']) expect(stdout).toContain(part)
})

test('scan without the sandbox that was asked for is exit 103, and says what to type', async () => {
  const env = { SAFE_NPM_ENGINE: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { code, stderr } = await cli(world, 'dsca', ['scan', 'banner'], { env })
  expect(code, stderr).toBe(103)
  expect(stderr).toContain('unset DOCKER_HOST')
})

const COMMANDS = [
  'scan',
  'pcap',
  'history',
  'show',
  'allow',
  'deny',
  'policy',
  'explain',
  'approve',
  'setup',
  'doctor',
  'image',
]
test.each(COMMANDS)('%s has help with an example', async (command) => {
  const { code, stdout } = await cli(world, 'dsca', [command, '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`dsca ${command}[\\s\\S]*Examples`, 'i'))
})

test.each([
  [['no-such-command']],
  [['scan', 'plain', '--nonsense']],
  [['show', 'no-such-scan']],
  [['explain', 'no-such-code']],
])('dsca %j is exit 104 with a hint', async (args) => {
  const { code, stderr } = await cli(world, 'dsca', args)
  expect(code, stderr).toBe(104)
  expect(stderr).not.toMatch(/^\s+at /m)
})
