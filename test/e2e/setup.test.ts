import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findNpm } from '../../src/npm/find-npm.ts'
import { cli, dscaJson } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { type Result, run } from '../helpers/run.ts'
import { requireTools } from '../helpers/tools.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// A new user with a bare home: dsca setup, a new shell, and npm is guarded wherever it is called; then --undo.
requireTools('bash', 'zsh', 'fish', 'make')

let registry: LoopbackRegistry
let world: World
let before: Readonly<Record<string, string>>
const shim = (name: string) => join(world.home, '.local/share/safe-npm/shims', name)
beforeAll(async () => {
  registry = await startRegistry()
  const calls = makePackage({
    name: 'calls-npm',
    version: '1.0.0',
    scripts: { postinstall: 'mkdir inner && npm install --no-save --prefix inner looks-up' },
  })
  const program = makePackage(
    { name: 'a-program', version: '1.0.0', bin: 'bin.js', dependencies: { 'looks-up': '1.0.0' } },
    { 'bin.js': '#!/usr/bin/env node\n' },
  )
  await registry.publish('looks-up', calls, program)
  world = await bareWorld()
  before = treeHash(world.home)
  const { code, stdout, stderr } = await cli(world, 'dsca', ['setup'])
  expect(code, stdout + stderr).toBe(0)
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})

/** What npm, fish and a watch keep is not in the home, so that everything in it is the user's or setup's. */
async function bareWorld(): Promise<World> {
  const scripts = {
    nested: 'npm install looks-up',
    direct: '"$npm_node_execpath" "$npm_execpath" install looks-up',
    says: 'node -p "require(\'path\').basename(process.env.npm_execpath)"',
  }
  const made = await createWorld({ registry, manifest: { name: 'project', version: '1.0.0', scripts } })
  const env = {
    ...made.env,
    SAFE_NPM_STRICT: '1',
    SAFE_NPM_HISTORY: join(made.root, 'history.db'),
    XDG_STATE_HOME: join(made.root, 'state'),
    npm_config_cache: join(made.root, 'cache'),
    SHELL: '/bin/bash',
    // Scripts that call npm need the registry: they are guarded, and that is what is tested.
    npm_config_script_shell: '/bin/sh',
    HISTFILE: join(made.root, 'shell-history'),
  }
  // fish makes folders of its own in a home when it starts for the first time.
  await run('fish', ['-c', 'true'], { cwd: made.project, env })
  await made.write('Makefile', 'deps:\n\tnpm install looks-up\n')
  return { ...made, env }
}

/** A shell as it starts with nothing but what its start files say. */
function shell(command: readonly string[], line: string, env: Record<string, string> = {}): Promise<Result> {
  const [program = '', ...args] = command
  return run(program, [...args, line], { cwd: world.project, env: { ...world.env, ...env } })
}

const SHELLS: readonly (readonly string[])[] = [
  ['bash', '-ic'],
  ['bash', '-lc'],
  ['bash', '-lic'],
  ['zsh', '-c'],
  ['zsh', '-ic'],
  ['zsh', '-lc'],
  ['fish', '-c'],
  ['fish', '-ic'],
  ['sh', '-lc'],
]

function expectBlocked({ code, stdout, stderr }: Result): void {
  expect(stderr, `exit ${code}\n${stdout}`).toContain('metrics.looks-up.example')
  expect(code).not.toBe(0)
  expect(existsSync(join(world.project, 'node_modules/looks-up'))).toBe(false)
}

test('without setup, nothing of this is guarded', async () => {
  await using other = await bareWorld()
  const { code, stderr } = await run('bash', ['-lc', 'npm install looks-up'], {
    cwd: other.project,
    env: other.env,
  })
  expect(code, stderr).toBe(0)
})

test.each(SHELLS.map((command) => [command.join(' '), command] as const))(
  '%s: npm install is guarded',
  async (_, command) => {
    const result = await shell(command, 'npm install looks-up')
    expectBlocked(result)
    expect(result.code).toBe(100)
  },
)

test.each([
  ['sh -c', 'sh -c "npm install looks-up"'],
  ['a Makefile', 'make -s deps'],
  ['npm run', 'npm run nested'],
  ['npm_execpath', 'npm run direct'],
  ['npx', 'npx --yes a-program'],
  ['a script that npm runs in another shell', 'npm run nested --script-shell=bash'],
])('%s is guarded', async (_, line) => {
  for (const command of [
    ['bash', '-ic'],
    ['zsh', '-ic'],
    ['fish', '-c'],
  ]) {
    expectBlocked(await shell(command, line))
  }
})

test('a lifecycle script that calls npm is guarded', async () => {
  const { code, stderr } = await shell(['bash', '-lc'], 'SAFE_NPM_STRICT=0 npm install calls-npm --safe-skip')
  // A flag is for the one command it was given to.
  expect(stderr).toContain('metrics.looks-up.example')
  expect(code).not.toBe(0)
})

test('an npm among the dependencies is guarded too', async () => {
  const { root } = findNpm(world.env.PATH ?? '', process.execPath)
  mkdirSync(join(world.project, 'node_modules/.bin'), { recursive: true })
  symlinkSync(join(root, 'bin/npm-cli.js'), join(world.project, 'node_modules/.bin/npm'))
  expectBlocked(await shell(['sh', '-lc'], 'npm run nested'))
})

test('scripts see the file name that they know', async () => {
  expect((await shell(['sh', '-lc'], 'npm run -s says')).stdout.trim()).toBe('npm-cli.js')
})

describe('a version manager that puts its folder first later', () => {
  let manager: string
  beforeAll(() => {
    manager = join(world.root, 'manager')
    mkdirSync(manager)
    writeFileSync(join(manager, 'npm'), '#!/bin/sh\necho manager\n', { mode: 0o755 })
  })

  test.each([
    ['bash', ['bash', '-ic']],
    ['zsh', ['zsh', '-ic']],
    ['fish', ['fish', '-c']],
  ])('%s: what is typed on the same line', async (name, command) => {
    const first = name === 'fish' ? 'set -gx PATH $M $PATH' : 'PATH="$M:$PATH"'
    const { stdout } = await shell(command, `${first}; npm --version`, { M: manager })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test.each([['bash'], ['zsh']])('%s: what others start after the next prompt', async (name) => {
    const input = 'PATH="$M:$PATH"\nsh -c "npm --version"\nexit\n'
    const { stdout } = await run(name, ['-i'], {
      cwd: world.project,
      env: { ...world.env, M: manager, TERM: 'dumb' },
      input,
    })
    expect(stdout).toMatch(/\d+\.\d+\.\d+/)
    expect(stdout).not.toMatch(/^manager$/m)
  })
})

describe('the shim', () => {
  test('is npm to the byte where npm brings in nothing, completion included', async () => {
    for (const args of [['--version'], ['completion'], ['completion', '--', 'npm', 'inst']]) {
      const env = { ...world.env, COMP_CWORD: '1', COMP_LINE: 'npm inst', COMP_POINT: '8' }
      const plain = await run('npm', args, { cwd: world.project, env })
      const ours = await run(shim('npm'), args, { cwd: world.project, env })
      expect([ours.code, ours.stdout, ours.stderr]).toEqual([plain.code, plain.stdout, plain.stderr])
    }
  })

  test.each([
    ['bash', 'source <(npm completion) && complete -p npm'],
    ['zsh', 'autoload -Uz compinit && compinit -D -u && source <(npm completion) && echo $_comps[npm]'],
  ])('%s takes completion from npm', async (name, line) => {
    const { stdout, stderr } = await shell([name, '-ic'], line)
    expect(stdout, stderr).toContain('_npm_completion')
  })

  test('finds npm behind copies, links and other spellings of its folder', async () => {
    const copy = join(world.root, 'copy')
    const link = join(world.root, 'link')
    mkdirSync(copy)
    copyFileSync(shim('npm'), join(copy, 'npm'))
    const folder = join(shim('npm'), '..')
    symlinkSync(folder, link)
    const PATH = [folder, copy, link, `${folder}/../shims/`, folder, world.env.PATH].join(':')
    const { code, stdout, stderr } = await run('npm', ['--version'], {
      cwd: world.project,
      env: { ...world.env, PATH },
      timeout: 30,
    })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^\d+\./)
  })

  test('says what to type when safe-npm has gone, and does not run npm unguarded', async () => {
    const text = readFileSync(shim('npm'), 'utf8').replace(/^program=.*$/m, "program='/nowhere/safe-npm.js'")
    const gone = join(world.root, 'gone')
    writeFileSync(gone, text, { mode: 0o755 })
    const { code, stderr } = await run(gone, ['install'], { cwd: world.project, env: world.env })
    expect(code).toBe(105)
    expect(stderr).toContain(`rm -r '${join(shim('npm'), '..')}'`)
  })
})

test('doctor proves it with the npm that a new shell finds, and says where a shell is older than that', async () => {
  interface Told {
    readonly checks: readonly { name: string; status: string; detail: string }[]
  }
  const doctor = async (path: string) => {
    const env = { PATH: path, SAFE_NPM_STRICT: '0' }
    const { code, stdout, stderr } = await cli(world, 'dsca', ['doctor', '--json'], { env })
    expect(code, stdout + stderr).toBe(0)
    const { checks } = JSON.parse(stdout) as Told
    return ['set up', 'proof by npm'].map((name) => checks.find((check) => check.name === name)?.status)
  }
  const path = world.env.PATH ?? ''
  expect(await doctor(`${join(shim('npm'), '..')}:${path}`)).toEqual(['ok', 'ok'])
  expect(await doctor(path)).toEqual(['warn', 'ok'])
})

test('a second time changes nothing, and --dry-run never does', async () => {
  const now = treeHash(world.home)
  const again = await dscaJson<{ files: { change: string }[] }>(world, ['setup'])
  expect(new Set(again.json.files.map(({ change }) => change))).toEqual(new Set(['unchanged']))
  const { stdout } = await cli(world, 'dsca', ['setup', '--undo', '--dry-run'])
  expect(stdout).toMatch(/^-# >>> safe-npm setup/m)
  expect(treeHash(world.home)).toEqual(now)
})

test('--undo: the home is byte for byte as before', async () => {
  const { code, stdout, stderr } = await cli(world, 'dsca', ['setup', '--undo'])
  expect(code, stdout + stderr).toBe(0)
  expect(treeHash(world.home)).toEqual(before)
})
