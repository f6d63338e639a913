import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInBareNamespace } from '../helpers/bare-namespace.ts'
import { safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld } from '../helpers/world.ts'

// THREATS C4 to C6, A11: credentials that are read and sent, files that are changed and deleted.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(
    ...new Set([...SENT, ...TOUCHED].map(([name]) => name)),
    'rewritten',
    'restores-manifest',
  )
})
afterAll(() => registry[Symbol.asyncDispose]())

/** Fixture, credential, and how it left. */
const SENT: readonly (readonly [name: string, credential: string, how: RegExp, host: string])[] = [
  ['exfil', 'npm token', /in the body of POST https:/, 'collect.exfil.example'],
  ['exfil', 'GitHub token', /in the body of POST https:/, 'collect.exfil.example'],
  ['exfil-dns', 'AWS secret key', /hex, in names below/, 'exfil-dns.example'],
  [
    'exfil-gzip',
    'Kubernetes token',
    /compressed in base64, in the body of POST http:/,
    'collect.exfil-gzip.example',
  ],
  ['exfil-tcp', 'AWS secret key', /reversed, in what was sent over tcp/, '203.0.113.77'],
]

test.each(SENT)('%s sends the %s: proof, with the way it went', async (name, credential, how, place) => {
  await using world = await createWorld({ registry })
  const { code, stderr, report } = await safeNpm(world, ['install', '--strict', name])
  expect(code, stderr).toBe(100)
  expect(report?.verdict).toBe('malicious')
  const found = report?.findings.find(
    ({ code: kind, detail }) => kind === 'canary-sent' && detail.includes(credential),
  )
  expect(found, JSON.stringify(report?.findings, null, 1)).toMatchObject({
    ...{ severity: 'malicious', package: name, script: 'postinstall', phase: 'install' },
    [place.endsWith('.example') ? 'host' : 'address']: place,
  })
  expect(found?.detail).toMatch(how)
  expect(stderr).toContain('canary-sent')
})

const TOUCHED: readonly (readonly [name: string, code: string, file: string, verdict: string])[] = [
  ['reads-keys', 'canary-read', '~/.ssh/id_ed25519', 'suspicious'],
  ['reads-keys', 'canary-read', '~/.aws/credentials', 'suspicious'],
  ['wipes', 'file-deleted', '~/notes.txt', 'malicious'],
  ['writes-shell', 'file-changed', '~/.bashrc', 'suspicious'],
  ['persists', 'file-changed', '~/.config/systemd/user/sync.service (started at every login)', 'suspicious'],
  ['persists', 'file-changed', '~/.claude/settings.json (read by a coding assistant)', 'suspicious'],
  ['persists', 'file-changed', './.github/workflows/release.yml (run by CI)', 'suspicious'],
  [
    'rewrites-sibling',
    'package-changed',
    './node_modules/rewritten/index.js (of rewritten@1.0.0)',
    'suspicious',
  ],
]

test.each(TOUCHED)('%s: %s %s', async (name, code, file, verdict) => {
  await using world = await createWorld({ registry })
  const result = await safeNpm(world, ['install', '--strict', name])
  expect(result.code, result.stderr).toBe(100)
  expect(result.report?.verdict).toBe(verdict)
  expect(result.report?.findings.filter((one) => one.severity !== 'info')).toContainEqual(
    expect.objectContaining({ code, detail: file, package: name, script: 'postinstall' }),
  )
})

test('a manifest that no longer says what ran is told', async () => {
  await using world = await createWorld({ registry })
  const { code, report, stderr } = await safeNpm(world, ['install', '--strict', 'restores-manifest'])
  expect(code, stderr).toBe(100)
  expect(report?.findings).toContainEqual(
    expect.objectContaining({
      ...{ code: 'package-changed', severity: 'info', package: 'restores-manifest', script: 'postinstall' },
      detail:
        './node_modules/restores-manifest/package.json (its own manifest: what it says now is not what ran)',
    }),
  )
})

test('that npm reads its settings is no sign of anything', async () => {
  await using world = await createWorld({ registry })
  const { report } = await safeNpm(world, ['install', '--strict', 'reads-keys'])
  expect(report?.findings.filter(({ detail }) => detail === '~/.npmrc')).toMatchObject([{ severity: 'info' }])
})

test.each(['wipes', 'writes-shell'])('plain npm lets %s act', async (name) => {
  await using world = await createWorld({ registry })
  for (const file of ['notes.txt', '.bashrc']) await writeFile(join(world.home, file), 'mine\n')
  expect(await world.npm('install', '--ignore-scripts', name)).toMatchObject({ code: 0 })
  const before = treeHash(world.home)
  const { code, output } = await runInBareNamespace(world, ['npm', 'rebuild', '--offline'])
  expect(code, output).toBe(0)
  const after = treeHash(world.home)
  expect(after[name === 'wipes' ? 'notes.txt' : '.bashrc']).not.toBe(
    before[name === 'wipes' ? 'notes.txt' : '.bashrc'],
  )
})
