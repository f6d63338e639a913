import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REPOSITORY, readAction, stepEnvironment } from '../helpers/ci-templates.ts'
import { cli } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { run } from '../helpers/run.ts'
import { sarifProblems } from '../helpers/sarif-schema.ts'
import { createWorld, type World } from '../helpers/world.ts'

// What a CI sees of a run: lines in its log, a SARIF file, annotations and the summary of the step.
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('looks-up', 'plain', 'banner', 'spoof', 'deep-a', 'deep-b', 'deep-c')
})
afterAll(() => registry[Symbol.asyncDispose]())

/** A project with a lockfile, made by plain npm, in a folder of a repository as GitHub checks it out. */
async function locked(...names: string[]): Promise<World & { readonly github: Record<string, string> }> {
  const world = await createWorld({ registry })
  const { code, stderr } = await world.npm('install', '--package-lock-only', ...names)
  expect(code, stderr).toBe(0)
  const summary = join(world.root, 'summary.md')
  const github = {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: world.root,
  }
  return { ...world, github }
}

const lineOf = (file: string, text: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1

test('a finding of npm ci: one line, an annotation, a row and a SARIF result, at the line of the lockfile', async () => {
  await using world = await locked('deep-a')
  const args = ['ci', '--strict', '--safe-report=safe-npm.sarif']
  const { code, stdout, stderr } = await cli(world, 'safe-npm', args, { env: world.github })
  expect(code, stderr).toBe(100)
  expect(stdout).not.toContain('::')
  const lines = stderr.split('\n')
  expect(lines.filter((line) => line.startsWith('safe-npm: blocked: '))).toHaveLength(1)
  // No spinner, nothing that moves.
  expect(stderr).not.toMatch(/[\u001b\r\u2800-\u28ff]/)

  const line = lineOf(join(world.project, 'package-lock.json'), '"node_modules/deep-c"')
  expect(line).toBeGreaterThan(1)
  expect(lines.filter((one) => one.startsWith('::'))).toEqual([
    expect.stringMatching(
      new RegExp(
        `^::error file=project/package-lock.json,line=${line},title=[^:]+::deep-c@1.0.0 .*beacon.deep-c.example`,
      ),
    ),
  ])
  const summary = readFileSync(world.github.GITHUB_STEP_SUMMARY ?? '', 'utf8')
  expect(summary).toContain(
    '| suspicious | `deep-c@1.0.0` | postinstall | foreign-lookup | `beacon.deep-c.example` |',
  )

  const log = JSON.parse(readFileSync(join(world.project, 'safe-npm.sarif'), 'utf8'))
  expect(sarifProblems(log)).toEqual([])
  const [result] = log.runs[0].results
  expect(result).toMatchObject({
    ruleId: 'foreign-lookup',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'project/package-lock.json' },
          region: { startLine: line },
        },
      },
    ],
    relatedLocations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'project/package.json' },
          region: { startLine: lineOf(join(world.project, 'package.json'), '"deep-a"') },
        },
      },
    ],
  })

  // Another run says the same of the same.
  const again = await cli(world, 'dsca', ['scan', '--report=again.sarif'], { env: world.github })
  expect(again.code, again.stderr).toBe(100)
  const second = JSON.parse(readFileSync(join(world.project, 'again.sarif'), 'utf8')).runs[0].results[0]
  expect(second.partialFingerprints).toEqual(result.partialFingerprints)
})

test('nothing when there is nothing to say', async () => {
  await using world = await locked('plain', 'banner')
  const args = ['ci', '--strict', '--safe-report=safe-npm.sarif']
  const { code, stderr } = await cli(world, 'safe-npm', args, { env: world.github })
  expect(code, stderr).toBe(0)
  expect(stderr).not.toContain('::')
  expect(existsSync(world.github.GITHUB_STEP_SUMMARY ?? '')).toBe(false)
  const log = JSON.parse(readFileSync(join(world.project, 'safe-npm.sarif'), 'utf8'))
  expect(sarifProblems(log)).toEqual([])
  expect(log.runs[0].results).toEqual([])
})

test('what is let through is a warning', async () => {
  await using world = await locked('looks-up')
  const { code, stderr } = await cli(world, 'safe-npm', ['ci', '--safe-yes'], { env: world.github })
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/^::warning file=project\/package-lock.json,line=\d+,/m)
})

test('no package gives a command of its own, and elsewhere there are none at all', async () => {
  await using world = await locked('spoof')
  const inActions = await cli(world, 'safe-npm', ['ci', '--strict'], { env: world.github })
  expect(inActions.code, inActions.stderr).toBe(100)
  const commands = inActions.stderr.split('\n').filter((line) => /^\s*::|##\[/.test(line))
  expect(commands).toEqual([
    expect.stringMatching(/^::error file=project\/package-lock.json,line=\d+,title=safe-npm%3A /),
  ])
  const elsewhere = await cli(world, 'safe-npm', ['ci', '--strict'])
  expect(elsewhere.stderr).not.toMatch(/^\s*::|##\[/m)
})

test('a summary that cannot be written changes nothing', async () => {
  await using world = await locked('looks-up')
  const env = { ...world.github, GITHUB_STEP_SUMMARY: join(world.root, 'no', 'such', 'folder.md') }
  const { code, stderr } = await cli(world, 'safe-npm', ['ci', '--strict'], { env })
  expect(code).toBe(100)
  expect(stderr).toContain('summary of the step could not be written')
})

test.each([
  ['LANG', 'C'],
  ['LC_ALL', 'POSIX'],
  ['TERM', 'linux'],
])('with %s=%s nothing but ASCII is printed', async (name, value) => {
  await using world = await locked('looks-up')
  const env = { [name]: value, COLUMNS: '60' }
  const { code, stderr } = await cli(world, 'safe-npm', ['ci', '--strict'], { env })
  expect(code).toBe(100)
  expect(stderr).toMatch(/^safe-npm: blocked: looks-up@1\.0\.0 postinstall > metrics\.looks-up\.example/m)
  const scan = await cli(world, 'dsca', ['scan', 'looks-up'], { env })
  expect(scan.code).toBe(100)
  for (const text of [stderr, scan.stdout, scan.stderr]) {
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    if (text === scan.stdout) for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  }
})

test('an ending that no report has is exit 104, before anything begins', async () => {
  await using world = await locked('plain')
  const { code, stderr } = await cli(world, 'safe-npm', ['ci', '--safe-report=safe-npm.htm'])
  expect(code).toBe(104)
  expect(stderr).toContain('.html, .json, .pcapng, .sarif')
})

test('the main step of action.yml blocks, hands over the SARIF file, and keeps the history', async () => {
  await using world = await locked('looks-up')
  const step = readAction().runs.steps.find(({ id }) => id === 'watch')
  const runner = join(world.root, 'runner')
  const output = join(world.root, 'output')
  const values = {
    'github.action_path': REPOSITORY.replace(/\/$/, ''),
    'inputs.command': 'ci',
    'inputs.engine': world.env.SAFE_NPM_ENGINE ?? 'auto',
    'runner.temp': runner,
  }
  const env = {
    ...world.env,
    ...world.github,
    ...stepEnvironment(step ?? { name: '' }, values),
    GITHUB_OUTPUT: output,
  }
  // As GitHub runs `shell: sh`.
  const runStep = () => run('sh', ['-e', '-c', step?.run ?? ''], { cwd: world.project, env })
  const first = await runStep()
  expect(first.code, first.stderr).toBe(100)
  expect(first.stderr).toContain('safe-npm: blocked: looks-up@1.0.0')
  const file = join(runner, 'safe-npm', 'safe-npm.sarif')
  expect(readFileSync(output, 'utf8')).toBe(`sarif=${file}\n`)
  expect(sarifProblems(JSON.parse(readFileSync(file, 'utf8')))).toEqual([])

  // What is in the cache is all that the next job needs: nothing is watched twice.
  const second = await runStep()
  expect(second.code, second.stderr).toBe(100)
  expect(JSON.parse(readFileSync(file, 'utf8')).runs[0].properties.engine).toBeNull()
})
