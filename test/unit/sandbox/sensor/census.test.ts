import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Census } from '../../../../src/sandbox/sensor/census.ts'

let folder: string
let roots: { home: string; project: string }
const now = () => Date.now() / 1000
/** The kernel's clock for files ticks every few milliseconds. */
const tick = () => setTimeout(30)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'census-'))
  roots = { home: join(folder, 'home'), project: join(folder, 'project') }
  mkdirSync(join(roots.project, 'node_modules/a/lib'), { recursive: true })
  mkdirSync(roots.home)
  for (const path of ['node_modules/a/index.js', 'node_modules/a/lib/x.js', '.env'])
    writeFileSync(join(roots.project, path), 'as it was\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function begun(): Promise<Census> {
  const decoys = [{ root: 'project' as const, path: '.env', text: '', mode: 0o600 }]
  const census = new Census(decoys, roots)
  await tick()
  census.begin(now())
  await tick()
  return census
}

it('tells what was made, changed and deleted, and when', async () => {
  const census = await begun()
  const from = now()
  writeFileSync(join(roots.project, 'node_modules/a/index.js'), 'other\n')
  rmSync(join(roots.project, 'node_modules/a/lib/x.js'))
  mkdirSync(join(roots.home, '.config/systemd/user'), { recursive: true })
  writeFileSync(join(roots.home, '.config/systemd/user/x.service'), '')
  await tick()
  const { events, isCut } = census.end([])
  expect(isCut).toBe(false)
  expect(events.map(({ root, path, change }) => [change, root, path]).sort()).toEqual([
    ['created', 'home', '.config/systemd/user/x.service'],
    ['deleted', 'project', 'node_modules/a/lib/x.js'],
    ['written', 'project', 'node_modules/a/index.js'],
  ])
  for (const { time } of events) expect(Math.abs(time - from)).toBeLessThan(0.03)
})

it('sees a change whose times were set back', async () => {
  const census = await begun()
  const path = join(roots.project, 'node_modules/a/index.js')
  writeFileSync(path, 'as it WAS\n')
  utimesSync(path, 1e9, 1e9)
  expect(census.end([]).events).toMatchObject([{ change: 'written' }])
})

it('leaves out decoys, and what the watch itself did', async () => {
  const census = await begun()
  writeFileSync(join(roots.project, '.env'), 'changed\n')
  const from = now() - 0.01
  writeFileSync(join(roots.project, 'node_modules/a/bin.js'), '')
  // Our clock has whole milliseconds here, that of files has not.
  await tick()
  const to = now()
  expect(census.end([{ from, to }]).events).toEqual([])
})

it('a link to a file changes it no more than its name: what is in it is told, to be compared', async () => {
  const census = await begun()
  const from = join(roots.project, 'node_modules/a/index.js')
  linkSync(from, join(roots.project, 'node_modules/a/same.js'))
  const { events } = census.end([])
  const hash = createHash('sha256').update('as it was\n').digest('hex')
  expect(Object.fromEntries(events.map(({ path, sha256 }) => [path, sha256]))).toEqual({
    'node_modules/a/index.js': hash,
    'node_modules/a/same.js': undefined,
  })
})

it('a change whose time was set back is told with what is in it', async () => {
  const path = join(roots.project, 'node_modules/a/index.js')
  utimesSync(path, 1e9, 1e9)
  const census = await begun()
  writeFileSync(path, 'as it WAS\n')
  utimesSync(path, 1e9, 1e9)
  const sha256 = createHash('sha256').update('as it WAS\n').digest('hex')
  expect(census.end([]).events).toMatchObject([{ change: 'written', sha256 }])
})

it('follows no link', async () => {
  const census = await begun()
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'outside/secret'), '')
  symlinkSync(join(folder, 'outside'), join(roots.home, 'link'))
  expect(census.end([]).events.map(({ path }) => path)).toEqual(['link'])
})

it('a whole folder that has gone', async () => {
  const census = await begun()
  rmSync(join(roots.project, 'node_modules/a'), { recursive: true })
  expect(census.end([]).events.map(({ change, path }) => `${change} ${path}`)).toEqual([
    'deleted node_modules/a/index.js',
    'deleted node_modules/a/lib/x.js',
  ])
})
