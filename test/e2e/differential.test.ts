import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli } from '../helpers/cli.ts'
import { COMMAND_LINES, type CommandLine } from '../helpers/command-lines.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { type Result, run } from '../helpers/run.ts'
import { makeStarts } from '../helpers/starts.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Every command line is run twice from the same start, by npm alone and by safe-npm: files, outputs and exit code are
// the same, but for our own lines on stderr.
let registry: LoopbackRegistry
let world: World
let restore: Awaited<ReturnType<typeof makeStarts>>['restore']
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(
    'plain',
    'plain-with-dep',
    'banner',
    'says-args',
    'create-nothing',
    'has-optional',
    'optional-fails',
  )
  world = await createWorld({ registry })
  ;({ restore } = await makeStarts(world))
  // The same cache for both: what npm says of the network must not depend on who comes first.
  for (const name of ['plain', 'banner', 'plain-with-dep', 'says-args', 'create-nothing', 'has-optional']) {
    await world.npm('cache', 'add', name)
  }
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

/** Without what differs between any two runs: times, names of log files, npx's own folder of the moment. */
const steady = (text: string) =>
  text
    .replace(/[^ ]*_logs\/\S+/g, 'LOG')
    .replace(/\b\d+(\.\d+)?(ms|s|m)\b/g, 'TIME')
    .replace(/"(published|audit)Time": \d+/g, 'AGO')

const withoutOurs = (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('safe-npm'))
    .join('\n')

async function outcome(line: CommandLine, how: (env: Record<string, string>) => Promise<Result>) {
  await restore(line.start)
  const prefix = join(world.root, 'global')
  await rm(prefix, { recursive: true, force: true })
  await mkdir(join(prefix, 'lib'), { recursive: true })
  await rm(join(world.home, '.npm/_npx'), { recursive: true, force: true })
  const { code, signal, stdout, stderr } = await how({ npm_config_prefix: prefix })
  return {
    code,
    signal,
    stdout: steady(stdout),
    stderr: steady(withoutOurs(stderr)),
    project: treeHash(world.project),
    global: treeHash(prefix),
  }
}

let row = 0
let watched = 0

const title = ({ start, args, npx }: CommandLine) => `${start}: ${npx ? 'npx' : 'npm'} ${args.join(' ')}`

test.each(COMMAND_LINES.map((line) => [title(line), line] as const))('%s', async (_, line) => {
  const { args, npx } = line
  const options = { input: '' }
  const plain = await outcome(line, (env) =>
    run(npx ? 'npx' : 'npm', args, { cwd: world.project, env: { ...world.env, ...env }, ...options }),
  )
  row += 1
  // A history of its own for each: whatever brings in code is watched.
  const history = { SAFE_NPM_HISTORY: join(world.root, `history-${row}.db`) }
  const ours = await outcome(line, async (env) => {
    const result = await cli(world, npx ? 'safe-npx' : 'safe-npm', args, {
      env: { ...env, ...history },
      ...options,
    })
    if (/^safe-npm {2}(watched|checked)/m.test(result.stderr)) watched += 1
    return result
  })
  expect(ours).toEqual(plain)
})

test('and what brought in code was watched', () => expect(watched).toBeGreaterThanOrEqual(50))
