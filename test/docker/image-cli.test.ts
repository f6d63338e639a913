import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cli, dscaJson } from '../helpers/cli.ts'
import { importTinyImage } from '../helpers/daemon-things.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

interface Listed {
  readonly images: readonly { tags: string[]; base: string; node: string; current: boolean; used: boolean }[]
}
interface Removed {
  readonly removals: readonly { kind: string; name: string; outcome: string; detail: string }[]
}

const OUTDATED = 'safe-npm-box:outdated'
const daemon = await sharedDaemon()
let registry: LoopbackRegistry
let world: World
beforeAll(async () => {
  registry = await startRegistry()
  world = await createWorld({ registry })
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})
beforeEach(() =>
  importTinyImage(daemon, OUTDATED, {
    'safe-npm.role': 'image',
    'safe-npm.content': 'of-another-day',
    'safe-npm.node': '18.20.0',
    'safe-npm.base': 'host',
  }),
)

test('ls says which image is used and which is outdated', async () => {
  const { code, json } = await dscaJson<Listed>(world, ['image', 'ls'])
  expect(code).toBe(0)
  const used = json.images.filter((one) => one.used)
  expect(used).toEqual([
    expect.objectContaining({ base: 'host', node: process.versions.node, current: true }),
  ])
  expect(json.images).toContainEqual(
    expect.objectContaining({ tags: [OUTDATED], node: '18.20.0', current: false, used: false }),
  )
  const { stdout } = await cli(world, 'dsca', ['image', 'ls'])
  for (const text of [used[0]?.tags[0] ?? '-', 'safe-npm watches in this one', 'dsca image rm removes it'])
    expect(stdout).toContain(text)
})

test('rm removes what is outdated and nothing else', async () => {
  const { code, stdout } = await cli(world, 'dsca', ['image', 'rm'])
  expect(code, stdout).toBe(0)
  expect(stdout).toContain(`removed image ${OUTDATED}`)
  const { json } = await dscaJson<Listed>(world, ['image', 'ls'])
  expect(json.images.map(({ current }) => current)).toEqual(json.images.map(() => true))
  expect(json.images.some(({ used }) => used)).toBe(true)
  expect((await cli(world, 'dsca', ['image', 'rm'])).stdout).toContain('nothing outdated')
})

test('rm forces nothing: what a container uses stays, and that is said', async () => {
  const container = await daemon.docker.createContainer({ Image: OUTDATED, Cmd: ['file'] })
  try {
    const { code, json } = await dscaJson<Removed>(world, ['image', 'rm'])
    expect(code).toBe(105)
    expect(json.removals).toEqual([expect.objectContaining({ name: OUTDATED, outcome: 'in-use' })])
    expect(json.removals[0]?.detail).toContain(container.id.slice(0, 12))
  } finally {
    await container.remove()
  }
  expect((await dscaJson<Removed>(world, ['image', 'rm'])).json.removals).toEqual([
    expect.objectContaining({ name: OUTDATED, outcome: 'removed' }),
  ])
})

test('rm removes the kits of another npm or sensor, with their names', async () => {
  const { docker } = daemon
  await docker.createVolume({ Name: 'npm-kit-old-1', Labels: { 'safe-npm.role': 'kit' } })
  await docker.createVolume({
    Name: 'npm-kit-old',
    Labels: { 'safe-npm.role': 'kit-name', 'safe-npm.volume': 'npm-kit-old-1' },
  })
  const { json } = await dscaJson<Removed>(world, ['image', 'rm'])
  expect(json.removals).toContainEqual(
    expect.objectContaining({ kind: 'kit', name: 'npm-kit-old-1', outcome: 'removed' }),
  )
  const { Volumes } = await docker.listVolumes()
  expect(Volumes.map(({ Name }) => Name).filter((name) => name.includes('kit-old'))).toEqual([])
})

test.each(['build', 'ls', 'rm'])('%s without a daemon: 103 and the line to type', async (command) => {
  const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { code, stdout, stderr } = await cli(world, 'dsca', ['image', command], { env })
  expect(code).toBe(103)
  expect(stdout).toBe('')
  expect(stderr).toContain('/nowhere/docker.sock')
  expect(stderr).toContain('unset DOCKER_HOST')
})

test.each([
  [['image']],
  [['image', 'burn']],
  [['image', 'build', '--from-host', '--base=x']],
  [['image', 'build', '--base=-x']],
])('dsca %j is exit 104', async (args) => {
  const { code, stderr } = await cli(world, 'dsca', args)
  expect(code, stderr).toBe(104)
})

test.each(['build', 'ls', 'rm'])('%s has help with an example', async (command) => {
  const { code, stdout } = await cli(world, 'dsca', ['image', command, '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`dsca image ${command}[\\s\\S]*Examples`, 'i'))
})
