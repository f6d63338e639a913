import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScanReport } from '../../src/model/index.ts'
import { cli, dscaJson } from '../helpers/cli.ts'
import { importTinyImage, labelsOfTheDead } from '../helpers/daemon-things.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

interface Told {
  readonly checks: readonly { name: string; status: string; detail: string; more?: string[]; fix?: string }[]
}

const daemon = await sharedDaemon()
const NOWHERE = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
let registry: LoopbackRegistry
let world: World
let nowhere: World
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('banner')
  world = await createWorld({ registry })
  nowhere = await createWorld({ registry, env: NOWHERE })
})
afterAll(async () => {
  await nowhere?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})

const check = ({ checks }: Told, name: string) => checks.find((one) => one.name === name)

test('doctor names the daemon, its place and the image, and proves it in a container', async () => {
  const { code, json } = await dscaJson<Told>(world, ['doctor'])
  expect(code, JSON.stringify(json)).toBe(0)
  const docker = check(json, 'docker')
  expect(docker).toMatchObject({ status: 'ok', detail: expect.stringContaining(daemon.place.url) })
  expect(docker?.more?.join()).toContain('safe-npm-box:')
  expect(check(json, 'proof')).toMatchObject({ status: 'ok', detail: expect.stringContaining('(docker)') })
})

test('doctor --clean removes what killed runs left, and says what', async () => {
  const { docker } = daemon
  const [box, base, kit] = await Promise.all((['box', 'base', 'kit'] as const).map(labelsOfTheDead))
  await importTinyImage(daemon, 'safe-npm-base:host-1', base ?? {})
  await importTinyImage(daemon, 'somebody:else', { of: 'somebody' })
  await docker.createContainer({ Image: 'somebody:else', Cmd: ['file'], Labels: box })
  await docker.createVolume({ Name: 'npm-kit-half-1', Labels: kit })
  const { code, json } = await dscaJson<Told>(world, ['doctor', '--clean'])
  expect(code, JSON.stringify(json)).toBe(0)
  expect(check(json, 'leftovers')?.detail).toBe(
    'removed 1 container, 1 unfinished image and 1 unfinished volume that killed runs had left',
  )
  expect((await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? [])).toContain('somebody:else')
  const again = await dscaJson<Told>(world, ['doctor', '--clean'])
  expect(check(again.json, 'leftovers')?.detail).toBe('nothing was left behind')
  await docker.getImage('somebody:else').remove()
})

test('without a daemon: a warning where bubblewrap works, 103 where docker was asked for', async () => {
  const auto = await dscaJson<Told>(nowhere, ['doctor', '--engine=auto'])
  expect(auto.code, JSON.stringify(auto.json)).toBe(0)
  expect(check(auto.json, 'docker')).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('/nowhere/docker.sock'),
    fix: expect.stringContaining('DOCKER_HOST'),
  })
  const wanted = await dscaJson<Told>(nowhere, ['doctor', '--engine=docker'])
  expect(wanted.code).toBe(103)
  expect([check(wanted.json, 'docker')?.status, check(wanted.json, 'proof')?.status]).toEqual([
    'fail',
    'fail',
  ])
})

test.each([
  ['dsca', ['scan', 'banner']],
  ['safe-npm', ['install', 'banner']],
] as const)('%s %j without the sandbox that was asked for: 103', async (program, args) => {
  const { code, stderr } = await cli(nowhere, program, args)
  expect(code, stderr).toBe(103)
  expect(stderr).toContain(`${program}: docker does not work on this machine (exit 103)`)
  expect(stderr).toContain('/nowhere/docker.sock')
})

test('a report says which engine it was and why, and show shows it', async () => {
  const { json } = await dscaJson<ScanReport>(world, ['scan', 'banner'])
  expect(json.engine).toBe('docker')
  expect(json.engineWhy).toContain(`docker: ${daemon.name}`)
  const { stdout } = await cli(world, 'dsca', ['show', json.id])
  expect(stdout).toMatch(/sandbox +docker: /)
})
