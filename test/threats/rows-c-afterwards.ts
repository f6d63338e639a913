import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { cli, safeNpm } from '../helpers/cli.ts'
import { startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { contact, lookup, scripted } from './make.ts'
import { anotherWorld, scan } from './runs.ts'
import type { Outcome, Stage, Threat } from './threat.ts'

/** Bytes that move the cursor, hide text or turn it round: none may reach a terminal. */
const UNESCAPED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** C. What comes after: the report, the watcher, the next installation. */
export const ROWS_C_AFTERWARDS: readonly Threat[] = [
  {
    id: 'C8',
    name: 'spoof',
    title: 'terminal escapes, newlines and bidi marks in what it prints and in the name it asks for',
    publish: ['spoof'],
    verdict: 'suspicious',
    findings: [{ code: 'foreign-lookup', detail: 'of the resolver 198.51.100.53:53' }],
    check: async ({ stdout, stderr, report, world }) => {
      expect(stdout + stderr).not.toMatch(UNESCAPED)
      const shown = await cli(world, 'dsca', ['show', report.id])
      expect(shown.stdout).not.toMatch(UNESCAPED)
      expect(shown.stdout).toContain('spoof.example')
      const page = join(world.root, 'spoof.html')
      await cli(world, 'dsca', ['show', report.id, `--report=${page}`])
      expect(readFileSync(page, 'utf8')).not.toMatch(UNESCAPED)
    },
    note: 'Text, page and JSON have no such character in them.',
    red: { seen: ['*.spoof.example'] },
  },
  {
    id: 'C9',
    name: 'kills-all',
    title: 'kills every process it can, the capture by name first, and calls afterwards',
    publish: ['kills-all'],
    verdict: 'suspicious',
    findings: [lookup('after.kills-all.example')],
    check: ({ report }) => expect(report.capture).toMatchObject({ complete: true, dropped: 0 }),
    note: 'It reaches none of the watcher; the capture is whole. If one of it died, the verdict would be inconclusive (test/integration).',
    red: { none: 'it would end whoever listens in the namespace' },
  },
  {
    id: 'C10',
    name: 'moving',
    title: 'another version appears between the watch and the installation',
    publish: ['moving'],
    run: moving,
    verdict: 'clean',
    findings: [],
    notSeen:
      'there is nothing to find: what was watched is what is installed, and the new version is watched before it comes in.',
    red: { none: 'test/e2e/same-bits.test.ts' },
  },
  {
    id: 'C11',
    name: 'changes-npm',
    title: "changes npm's configuration and its cache for later runs",
    publish: [scripted('changes-npm')],
    run: async (stage, flags) => {
      const before = treeHash(stage.world.home)
      const outcome = await scan(stage, ['changes-npm'], flags)
      const after = treeHash(stage.world.home)
      expect(after['.npmrc']).toBe(before['.npmrc'])
      expect(Object.keys(after).filter((path) => path.endsWith('planted'))).toEqual([])
      return outcome
    },
    verdict: 'suspicious',
    findings: [
      { code: 'file-changed', detail: '~/.npmrc' },
      { code: 'file-changed', detail: './.npmrc (decides what is installed)' },
      contact('done.changes-npm.example', 443),
    ],
    note: 'It happens to copies: the configuration and the cache here stay as they were.',
    red: { seen: ['done.changes-npm.example'] },
  },
]

/** The watch of 1.0.0 is clean; 1.0.1, which appeared meanwhile, does not come in with it. */
async function moving(stage: Stage): Promise<Outcome> {
  const registry = stage.keep(await startRegistry())
  await registry.publish('moving')
  const world = await anotherWorld(stage, registry)
  registry.onRequest(async ({ path }) => {
    if (!path.endsWith('/moving-1.0.0.tgz')) return
    registry.onRequest(null)
    await registry.publish('moving-1.0.1')
  })
  const result = await safeNpm(world, ['install', 'moving', '--strict'])
  const { report } = result
  if (report === null) throw new Error(result.stderr)
  const installed = join(world.project, 'node_modules/moving/package.json')
  expect(JSON.parse(readFileSync(installed, 'utf8')).version).toBe('1.0.0')
  const before = treeHash(world.project)
  const update = await safeNpm(world, ['update', '--strict'])
  expect(update.code, update.stderr).toBe(100)
  expect(treeHash(world.project)).toEqual(before)
  return { ...result, report, world }
}
