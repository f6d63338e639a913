import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { safeNpm, startCli } from '../helpers/cli.ts'
import { cutPipes } from '../helpers/cut-pipes.ts'
import { ENGINE } from '../helpers/engine-under-test.ts'
import {
  descendants,
  foreignNetworks,
  inNetworks,
  type ProcessInfo,
  survivors,
} from '../helpers/processes.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { type Running, until } from '../helpers/run.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('hangs', 'banner')
})
afterAll(() => registry[Symbol.asyncDispose]())

/** Everything of a watch: below it, or in a container of the tests' own daemon, which is nobody's child here. */
async function watching(pid: number): Promise<readonly ProcessInfo[]> {
  const below = descendants(pid)
  if (ENGINE === 'bubblewrap') return below
  const { containerProcesses } = await import('../helpers/container-processes.ts')
  return [...below, ...(await containerProcesses())]
}

/** A watch in mid-run: the script of `hangs` has begun, and will never end. */
async function hanging(world: World): Promise<{ running: Running; processes: readonly ProcessInfo[] }> {
  const running = startCli(world, 'safe-npm', ['install', 'hangs', '--strict'])
  const processes = await until('the script in the box', async () => {
    const all = await watching(running.pid)
    return all.some(({ command }) => command.endsWith('node setup.js')) && all
  })
  return { running, processes }
}

function find(processes: readonly ProcessInfo[], name: string): ProcessInfo {
  const found = processes.find((info) => info.name === name)
  if (found === undefined) throw new Error(`no ${name} among ${processes.map((info) => info.name)}`)
  return found
}

/** The sensor is the parent of the capture. */
function sensor(processes: readonly ProcessInfo[]): ProcessInfo {
  const { parent } = find(processes, 'tcpdump')
  const found = processes.find(({ pid }) => pid === parent)
  if (found === undefined) throw new Error('tcpdump has no parent in the box')
  return found
}

const mountsBelow = (world: World) =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(world.root))

async function nothingIsLeft(world: World, processes: readonly ProcessInfo[]): Promise<void> {
  await until('every process to end', () => survivors(processes).length === 0, 10).catch(() => {})
  expect(survivors(processes)).toEqual([])
  expect(inNetworks(foreignNetworks(processes))).toEqual([])
  expect(mountsBelow(world)).toEqual([])
}

type Kill = (running: Running, processes: readonly ProcessInfo[]) => Promise<void> | void

const INSIDE: readonly (readonly [what: string, kill: Kill])[] = [
  ['tcpdump', (_, processes) => void process.kill(find(processes, 'tcpdump').pid, 'SIGKILL')],
  ['the sensor', (_, processes) => void process.kill(sensor(processes).pid, 'SIGKILL')],
  ['the pipe', ({ pid }) => cutPipes(pid)],
]

describe('a watch that loses a part is inconclusive', () => {
  test.each(INSIDE)('%s', async (_, kill) => {
    await using world = await createWorld({ registry })
    const before = treeHash(world.project)
    const { running, processes } = await hanging(world)
    await kill(running, processes)
    const { code, stderr } = await running.result
    expect(code, stderr).toBe(102)
    await nothingIsLeft(world, processes)
    expect(treeHash(world.project)).toEqual(before)
    expect(readdirSync(world.temporary)).toEqual([])
  })
})

describe('a watch that is stopped ends as a stopped program does', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', async (signal) => {
    await using world = await createWorld({ registry })
    const before = treeHash(world.project)
    const { running, processes } = await hanging(world)
    process.kill(running.pid, signal)
    const result = await running.result
    const numbers = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
    expect([signal, numbers[signal], 102]).toContain(result.signal ?? result.code)
    await nothingIsLeft(world, processes)
    expect(treeHash(world.project)).toEqual(before)
    expect(readdirSync(world.temporary)).toEqual([])
  })
})

test('kill -9 leaves no process, and the next run removes the folder', async () => {
  await using world = await createWorld({ registry })
  const before = treeHash(world.project)
  const { running, processes } = await hanging(world)
  process.kill(running.pid, 'SIGKILL')
  expect(await running.result).toMatchObject({ signal: 'SIGKILL' })
  await nothingIsLeft(world, processes)
  expect(treeHash(world.project)).toEqual(before)

  const { code, stderr } = await safeNpm(world, ['install', 'banner'])
  expect(code, stderr).toBe(0)
  expect(readdirSync(world.temporary)).toEqual([])
})

test('two watches at once do not remove each other', async () => {
  await using world = await createWorld({ registry })
  await using other = await createWorld({
    registry,
    env: { TMPDIR: world.temporary, XDG_RUNTIME_DIR: world.env.XDG_RUNTIME_DIR ?? '' },
  })
  const { running, processes } = await hanging(world)
  const { code, stderr } = await safeNpm(other, ['install', 'banner'])
  expect(code, stderr).toBe(0)
  expect(survivors(processes).length).toBe(processes.length)
  process.kill(running.pid, 'SIGTERM')
  await running.result
  await nothingIsLeft(world, processes)
})
