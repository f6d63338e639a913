import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, dscaJson, safeNpm } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { openTerminal } from '../helpers/terminal.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld } from '../helpers/world.ts'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'spoof', 'plain', 'banner')
})
afterAll(() => registry[Symbol.asyncDispose]())

const QUESTION = /install anyway\?/i
const HOST = 'metrics.looks-up.example'

/** Answers that leave everything as it was. */
const REFUSALS: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ['n', ['n']],
  ['Enter (no is the default)', ['Enter']],
  ['Ctrl-C', ['C-c']],
]

test.each(REFUSALS)('%s installs nothing', async (_, keys) => {
  await using world = await createWorld({ registry })
  const before = treeHash(world.project)
  await using terminal = await openTerminal(world, ['install', 'looks-up'])
  const asked = await terminal.shows(QUESTION)
  expect(asked).toContain(HOST)
  expect(asked).toContain('looks-up@1.0.0')
  expect(asked).toContain('postinstall')
  await terminal.press(...keys)
  expect([100, 130]).toContain(await terminal.exitCode())
  expect(treeHash(world.project)).toEqual(before)
})

test('y installs once; the next project is asked again', async () => {
  await using world = await createWorld({ registry })
  await using terminal = await openTerminal(world, ['install', 'looks-up'])
  await terminal.shows(QUESTION)
  await terminal.press('y')
  expect(await terminal.exitCode()).toBe(0)
  expect(treeHash(world.project)).toHaveProperty('node_modules/looks-up/index.js')
  await world.npm('uninstall', 'looks-up')
  expect(await safeNpm(world, ['install', 'looks-up'])).toMatchObject({ code: 101 })
})

test('always is remembered for this package and host, with who and when', async () => {
  await using world = await createWorld({ registry })
  await using terminal = await openTerminal(world, ['install', 'looks-up'])
  await terminal.shows(QUESTION)
  await terminal.press('a')
  expect(await terminal.exitCode()).toBe(0)
  await world.npm('uninstall', 'looks-up')
  const again = await safeNpm(world, ['install', 'looks-up', '--strict'])
  expect(again.code, again.stderr).toBe(0)
  const { json } = await dscaJson<unknown>(world, ['history', 'looks-up'])
  expect(JSON.stringify(json)).toContain(HOST)
})

test('details are shown, and then it asks again', async () => {
  await using world = await createWorld({ registry })
  await using terminal = await openTerminal(world, ['install', 'looks-up'])
  await terminal.shows(QUESTION)
  await terminal.press('d')
  const text = await terminal.shows(/anyway\? Show all details[\s\S]*anyway\?/)
  expect(text).toContain(HOST)
  await terminal.press('n')
  expect([100, 130]).toContain(await terminal.exitCode())
})

test('a window of 60 columns is enough', async () => {
  await using world = await createWorld({ registry })
  await using terminal = await openTerminal(world, ['install', 'looks-up'], { columns: 60, rows: 30 })
  const asked = await terminal.shows(QUESTION)
  expect(asked).toContain(HOST)
  // A line that the terminal had to break would begin in the first column with the rest of a word.
  for (const line of asked.split('\n').filter((text) => text !== ''))
    expect(line.length).toBeLessThanOrEqual(60)
  await terminal.press('C-c')
  expect([100, 130]).toContain(await terminal.exitCode())
})

test('what a package prints or asks for cannot paint the screen', async () => {
  await using world = await createWorld({ registry })
  await using terminal = await openTerminal(world, ['install', 'spoof'])
  const asked = await terminal.shows(QUESTION)
  expect(asked).toContain('spoof@1.0.0')
  expect(asked).not.toMatch(/^safe-npm: clean/m)
  expect(asked).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  await terminal.press('C-c')
  await terminal.exitCode()
  const piped = await safeNpm(world, ['install', 'spoof', '--strict'])
  expect(piped.code).toBe(100)
  const shown = await cli(world, 'dsca', ['show', piped.report?.id ?? ''])
  for (const text of [piped.stderr, shown.stdout])
    expect(text).not.toMatch(/[\u001b\u0007\u202a-\u202e\u2066-\u2069]/)
})

test('nothing new: not a word from us; clean: one line', async () => {
  await using world = await createWorld({ registry })
  await using first = await openTerminal(world, ['install', 'banner'])
  expect(await first.exitCode()).toBe(0)
  const lines = (await first.screen()).split('\n').filter((line) => line.startsWith('safe-npm'))
  expect(lines).toEqual([expect.stringMatching(/banner@1\.0\.0/)])
  await using second = await openTerminal(world, ['install', 'banner'])
  expect(await second.exitCode()).toBe(0)
  expect(await second.screen()).not.toContain('safe-npm')
})

test('what is new since the last clean version stands in the box, and in show', async () => {
  await using world = await createWorld({ registry })
  const version = (number: string, scripts: object) =>
    makePackage(
      { name: 'turns', version: number, scripts },
      { 'call.js': "require('node:dns').lookup('new.turns.example', () => {})\n" },
    )
  await registry.publish(version('1.0.0', { postinstall: 'node -e 0' }))
  const clean = await safeNpm(world, ['install', 'turns@1.0.0', '--strict'])
  expect(clean.code, clean.stderr).toBe(0)
  await registry.publish(version('1.0.1', { install: 'node -e 1', postinstall: 'node call.js' }))
  await using terminal = await openTerminal(world, ['install', 'turns@1.0.1'])
  const asked = await terminal.shows(QUESTION)
  const news = [
    /new since +1\.0\.0 \(watched today: postinstall; nothing found\)/,
    /new: script install, host new\.turns\.example/,
    /postinstall was: node -e 0/,
  ]
  for (const part of news) expect(asked).toMatch(part)
  await terminal.press('n')
  expect([100, 130]).toContain(await terminal.exitCode())
  const { json } = await dscaJson<{ scans: { id: string }[] }>(world, ['history', '--limit=1'])
  const shown = await cli(world, 'dsca', ['show', json.scans[0]?.id ?? ''])
  for (const part of news) expect(shown.stdout).toMatch(part)
})
