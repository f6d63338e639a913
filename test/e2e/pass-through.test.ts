import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { run } from '../helpers/run.ts'
import { createWorld, type World } from '../helpers/world.ts'

// What brings in no code is npm, to the byte: arguments, both outputs and the exit code.
let registry: LoopbackRegistry
let world: World
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('plain')
  const scripts = {
    args: 'node args.js',
    fails: 'node -e "process.exit(7)"',
    killed: 'kill -9 $$',
    reads: 'cat',
  }
  world = await createWorld({ registry, manifest: { name: 'project', version: '1.2.3', scripts } })
  await world.write(
    'args.js',
    'console.log(JSON.stringify([process.argv.slice(2), process.env.npm_command]))\n',
  )
  await world.npm('install', 'plain')
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

const SAME: readonly (readonly string[])[] = [
  ['--version'],
  ['-v'],
  [],
  ['help'],
  ['run'],
  ['run', 'args', '--', 'a', '', ' b c ', '--strict', '--safe-yes', '--', '-x'],
  ['run', 'args', 'plain', '--silent'],
  ['run', 'args', '""', '$HOME', '*', "it's"],
  ['run', 'fails'],
  ['run', 'killed'],
  ['run', 'absent'],
  ['run', 'reads'],
  ['ls', '--json'],
  ['prefix'],
  ['root', '-g'],
  ['config', 'get', 'registry'],
  ['pkg', 'get', 'version'],
  ['view', 'plain', '--json'],
  ['view', 'absent-package'],
  ['no-such-command'],
  ['explain', 'plain'],
  ['pack', '--dry-run', '--json'],
  ['query', '#plain'],
]

/** Without what differs between any two runs: the name of the log file, times. */
const steady = (text: string) =>
  text
    .replace(/[^ ]*_logs\/\S+/g, 'LOG')
    .replace(/\b\d+ms\b|\b\d+(\.\d+)?s\b/g, 'TIME')
    .replace(/published.*ago.*/g, 'AGO')

test.each(SAME.map((args) => [JSON.stringify(args), args] as const))('npm %s', async (_, args) => {
  const options = { input: 'from stdin\n' }
  const plain = await run('npm', args, { cwd: world.project, env: world.env, ...options })
  const ours = await cli(world, 'safe-npm', args, options)
  expect({ code: ours.code, signal: ours.signal }).toEqual({ code: plain.code, signal: plain.signal })
  expect(steady(ours.stdout)).toBe(steady(plain.stdout))
  expect(steady(ours.stderr)).toBe(steady(plain.stderr))
})
