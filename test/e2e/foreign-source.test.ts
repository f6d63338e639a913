import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInBareNamespace } from '../helpers/bare-namespace.ts'
import { cli } from '../helpers/cli.ts'
import { type GitPackage, makeGitPackage } from '../helpers/git-package.ts'
import { fetchNpms, onNpm } from '../helpers/npms.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { sarifProblems } from '../helpers/sarif-schema.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// npm's fetcher clones a git repository and builds it before there is any tree: for whatever asks for one, also
// where nothing is installed. The question comes before the clone.
const npms = await fetchNpms()
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('plain')
})
afterAll(async () => {
  npms[Symbol.dispose]()
  await registry?.[Symbol.asyncDispose]()
})

/** `runs`: npm by itself runs code of the repository. */
const COMMANDS = [
  { args: ['pack', 'SPEC', '--dry-run'], runs: true },
  { args: ['publish', 'SPEC', '--dry-run'], runs: true },
  { args: ['diff', '--diff=SPEC', '--diff=SPEC'], runs: true },
  { args: ['cache', 'add', 'SPEC'], runs: true },
  { args: ['view', 'SPEC'], runs: false },
  { args: ['fund', 'SPEC'], runs: false },
] as const

describe.each([npms.npm10, npms.npm11, npms.npm12].map((npm) => [npm.name, npm] as const))('%s', (_, npm) => {
  let world: World
  let git: GitPackage
  // npm 12 has git switched off unless it is told.
  const flags = npm === npms.npm12 ? ['--allow-git=all'] : []
  const line = (args: readonly string[]) => [...args.map((word) => word.replace('SPEC', git.spec)), ...flags]
  beforeAll(async () => {
    world = await createWorld({ registry })
    git = await makeGitPackage(world, npm.path)
  })
  afterAll(() => world?.[Symbol.asyncDispose]())

  // These share one fetcher: one of them shows it for the other npms.
  const shown = COMMANDS.filter(({ runs, args }) => runs && (npm === npms.npm11 || args[0] === 'pack'))
  test.each(shown.map(({ args }) => [args.join(' '), args] as const))(
    'npm %s by itself runs what is in the repository',
    async (_, args) => {
      const program = [npm.node, join(npm.root, 'bin', 'npm-cli.js')]
      await runInBareNamespace(world, [...program, ...line(args)], {
        env: { ...git.env, npm_config_fetch_retries: '0' },
      })
      expect(git.marks().scripts).toContain('prepare')
    },
  )

  test.each(COMMANDS.map(({ args }) => [args.join(' '), args] as const))(
    'npm %s asks before anything is cloned',
    async (_, args) => {
      const { code, stderr } = await onNpm(world, npm, 'safe-npm', line(args), { env: git.env })
      expect(code, stderr).toBe(101)
      expect(stderr).toContain(`decision needed: ${git.spec} comes from no host that is known`)
      expect(git.marks()).toEqual({ scripts: [], git: 0 })
    },
  )

  test('after a yes it is npm alone', async () => {
    const { code, stderr } = await onNpm(world, npm, 'safe-npm', [...line(COMMANDS[0].args), '--safe-yes'], {
      env: git.env,
    })
    expect(code, stderr).toBe(0)
    expect(stderr).not.toContain('safe-npm')
    expect(git.marks().scripts).toContain('prepare')
  })

  test('a folder of your own is packed and published without a word', async () => {
    const scripts = { prepare: 'echo own >> "$MARK"' }
    await world.write('own/package.json', { name: 'own', version: '1.0.0', scripts })
    for (const command of ['pack', 'publish']) {
      const args = [command, './own', '--dry-run']
      const { stderr } = await onNpm(world, npm, 'safe-npm', args, { env: git.env })
      expect(stderr).not.toContain('safe-npm')
      expect(git.marks().scripts).toContain('own')
    }
  })
})

test('npm goes on without an optional dependency that it cannot fetch, but not without one that was refused', async () => {
  const manifest = {
    name: 'project',
    version: '1.0.0',
    dependencies: { plain: '1.0.0' },
    optionalDependencies: { gone: 'git+https://git.example/gone.git' },
  }
  await using world = await createWorld({ registry, manifest })
  const before = treeHash(world.project)
  const { code, stderr } = await cli(world, 'safe-npm', ['install', '--strict'])
  expect(code, stderr).toBe(100)
  expect(stderr.match(/safe-npm: blocked/g)).toHaveLength(1)
  expect(treeHash(world.project)).toEqual(before)
})

const REPORTED = [
  ['typed', ['install', 'git+https://user:hush@git.example/repo.git?token=hush'], {}, 'package.json'],
  [
    'asked for in package.json',
    ['install'],
    { dependencies: { tool: 'https://user:hush@files.example/tool.tgz?token=hush' } },
    '"tool"',
  ],
] as const

test.each(REPORTED)('%s: the reports of a scan, without credentials', async (_, args, more, place) => {
  await using world = await createWorld({
    registry,
    manifest: { name: 'project', version: '1.0.0', ...more },
  })
  const summary = join(world.root, 'summary.md')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: world.root }
  const files = ['report.json', 'report.sarif'].map((name) => join(world.root, name))
  const given = files.map((file) => `--safe-report=${file}`)
  const { code, stderr } = await cli(world, 'safe-npm', [...args, '--strict', ...given], { env })
  expect(code, stderr).toBe(100)
  const host = place === '"tool"' ? 'files.example' : 'git.example'
  const [json = '', sarif = ''] = files.map((file) => readFileSync(file, 'utf8'))
  const finding = { code: 'foreign-source', severity: 'suspicious', host, version: null }
  expect(JSON.parse(json)).toMatchObject({ verdict: 'suspicious', engine: null, findings: [finding] })
  expect(sarifProblems(JSON.parse(sarif))).toEqual([])
  const result = JSON.parse(sarif).runs[0].results[0]
  expect(result.ruleId).toBe('foreign-source')
  const manifest = readFileSync(join(world.project, 'package.json'), 'utf8').split('\n')
  const line = place === '"tool"' ? manifest.findIndex((text) => text.includes(place)) + 1 : 1
  expect(result.locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: 'project/package.json' },
    region: { startLine: line },
  })
  expect(stderr).toMatch(new RegExp(`^::error file=project/package.json,line=${line},.*${host}`, 'm'))
  expect(readFileSync(summary, 'utf8')).toContain(`| foreign-source | \`${host}\` |`)
  for (const text of [stderr, json, sarif, readFileSync(summary, 'utf8')]) expect(text).not.toContain('hush')
})

test('a report that cannot be written does not turn a refusal into anything else', async () => {
  await using world = await createWorld({ registry })
  const report = join(world.root, 'absent', 'report.json')
  const args = ['install', 'git+https://git.example/repo.git', '--strict', `--safe-report=${report}`]
  const { code, stderr } = await cli(world, 'safe-npm', args)
  expect(code, stderr).toBe(105)
  expect(existsSync(join(world.project, 'node_modules'))).toBe(false)
})
