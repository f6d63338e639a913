import { statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeNpm, startCli } from '../helpers/cli.ts'
import { descendants } from '../helpers/processes.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'

// A script that floods, eats, fills or kills: the limits hold, the run ends in time, and it is never clean.
const MB = 1024 * 1024
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('hangs', 'fork-bomb-lite', 'eats-memory', 'fills-disk', 'kills-all')
})
afterAll(() => registry[Symbol.asyncDispose]())

test('a script that never ends is inconclusive after the time limit, and the way out is named', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr, report, time } = await safeNpm(world, [
    'install',
    'hangs',
    '--strict',
    '--safe-timeout=3',
  ])
  expect(code, stderr).toBe(102)
  expect(report?.verdict).toBe('inconclusive')
  expect(stderr).toContain('--safe-timeout')
  expect(time).toBeLessThan(20_000)
})

test('processes are limited', async () => {
  await using world = await createWorld({ registry })
  const running = startCli(world, 'safe-npm', ['install', 'fork-bomb-lite', '--strict', '--safe-timeout=60'])
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, descendants(running.pid).length)
  }, 500)
  const { code, stderr, time } = await running.result
  clearInterval(timer)
  expect([100, 102], stderr).toContain(code)
  expect(most).toBeLessThan(4200)
  expect(time).toBeLessThan(90_000)
})

test('memory is limited', async () => {
  await using world = await createWorld({ registry })
  const before = freemem()
  let least = before
  const timer = setInterval(() => {
    least = Math.min(least, freemem())
  }, 200)
  const { code, stderr } = await safeNpm(world, ['install', 'eats-memory', '--strict', '--safe-timeout=60'])
  clearInterval(timer)
  expect([100, 102], stderr).toContain(code)
  expect((before - least) / MB).toBeLessThan(5 * 1024)
})

test('disk is limited', async () => {
  await using world = await createWorld({ registry })
  const free = () => {
    const { bavail, bsize } = statfsSync(world.root)
    return (bavail * bsize) / MB
  }
  const before = free()
  let least = before
  const timer = setInterval(() => {
    least = Math.min(least, free())
  }, 200)
  const { code, stderr } = await safeNpm(world, ['install', 'fills-disk', '--strict', '--safe-timeout=120'])
  clearInterval(timer)
  expect([100, 102], stderr).toContain(code)
  expect(before - least).toBeLessThan(8 * 1024)
  expect(before - free()).toBeLessThan(200)
})

test('a script that kills all it can does not reach the watcher', async () => {
  await using world = await createWorld({ registry })
  const { code, stderr, report } = await safeNpm(world, [
    'install',
    'kills-all',
    '--strict',
    '--safe-timeout=60',
  ])
  expect(code, stderr).not.toBe(0)
  expect([100, 102]).toContain(code)
  expect(report?.findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ host: 'after.kills-all.example', package: 'kills-all' }),
    ]),
  )
})
