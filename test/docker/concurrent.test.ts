import { afterAll, beforeAll, expect, it } from 'vitest'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { type BoxRunner, boxRunner } from '../helpers/boxed.ts'
import { cli, safeNpm, startCli } from '../helpers/cli.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { allProcesses } from '../helpers/processes.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { until } from '../helpers/run.ts'
import { createWorld } from '../helpers/world.ts'

const { docker, place } = await sharedDaemon()
const boxes = () => docker.listContainers({ all: true })
let registry: LoopbackRegistry
let box: BoxRunner
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('hangs', 'banner')
  box = await boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [place] }))
})
afterAll(async () => {
  await box[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

it('twenty watches on one daemon finish, none mixes its evidence with another, nothing is left', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
  const results = await Promise.all(
    names.map((name) => {
      const code = `require('dns').lookup('${name}.example', () => require('net').connect(443, '${name}.other.example', function () { this.end('hi ${name}') }))`
      return box.run([{ name, scripts: { postinstall: 'node setup.js' }, files: { 'setup.js': code } }], {
        timeoutMs: 120_000,
      })
    }),
  )
  for (const [index, { faults, findings, network, capture }] of results.entries()) {
    const name = names[index]
    expect(faults, name).toEqual([])
    expect(capture).toMatchObject({ complete: true, dropped: 0 })
    const told = findings.map(({ package: who, host }) => `${who} ${host}`)
    expect([...new Set(told)].sort()).toEqual([`${name} ${name}.example`, `${name} ${name}.other.example`])
    const asked = network.flatMap((event) =>
      event.kind === 'dns-query' ? event.questions.map((q) => q.name) : [],
    )
    expect([...new Set(asked)].sort()).toEqual([`${name}.example`, `${name}.other.example`])
  }
  await expect.poll(boxes, { timeout: 10_000 }).toEqual([])
})

it('a run that is killed with its daemon out of reach leaves a container, and the next run removes it', async () => {
  await using world = await createWorld({ registry })
  const running = startCli(world, 'safe-npm', ['install', 'hangs', '--strict'])
  const [info] = await until('the box', async () => {
    const all = await boxes()
    return all.length === 1 && allProcesses().some(({ command }) => command.endsWith('node setup.js')) && all
  })
  // Paused, the sensor cannot see that its pipe has ended: as when a machine is suspended in the middle.
  await docker.getContainer(info?.Id ?? '').pause()
  process.kill(running.pid, 'SIGKILL')
  expect(await running.result).toMatchObject({ signal: 'SIGKILL' })
  expect(await boxes()).toHaveLength(1)

  const { code, stderr } = await safeNpm(world, ['install', 'banner'])
  expect(code, stderr).toBe(0)
  await expect.poll(boxes, { timeout: 10_000 }).toEqual([])
})

it('a watch that goes on is not removed by another run', async () => {
  await using world = await createWorld({ registry })
  const running = startCli(world, 'safe-npm', ['install', 'hangs', '--strict'])
  await until('the box', async () => (await boxes()).length === 1)
  await using second = await createWorld({ registry })
  const { code, stderr } = await cli(second, 'safe-npm', ['install', 'banner'])
  expect(code, stderr).toBe(0)
  expect(await boxes()).toHaveLength(1)
  process.kill(running.pid, 'SIGTERM')
  await running.result
  await expect.poll(boxes, { timeout: 10_000 }).toEqual([])
})
