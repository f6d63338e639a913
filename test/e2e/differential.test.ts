import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMAND_LINES, type CommandLine } from '../helpers/command-lines.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type GitPackage, makeGitPackage } from '../helpers/git-package.ts'
import { fetchNpms, onNpm, type TestedNpm } from '../helpers/npms.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import type { Result } from '../helpers/run.ts'
import { makeStarts } from '../helpers/starts.ts'
import { packTarball } from '../helpers/tar.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Every command line is run twice from the same start, by npm alone and by safe-npm: files, outputs and exit code are
// the same, but for our own lines on stderr.
const npms = await fetchNpms()
const CACHED = [
  'plain',
  'banner',
  'plain-with-dep',
  'says-args',
  'create-nothing',
  'has-optional',
  'has-peer',
]
let registry: LoopbackRegistry
let elsewhere: World
let git: GitPackage
let files: Server
beforeAll(async () => {
  registry = await startRegistry()
  const peer = { name: 'has-peer', version: '1.0.0', peerDependencies: { plain: '^1.0.0' } }
  await registry.publish(...CACHED.slice(0, -1), 'optional-fails', makePackage(peer))
  elsewhere = await createWorld({ registry })
  git = await makeGitPackage(elsewhere, elsewhere.env.PATH ?? '')
  const manifest = { name: 'from-server', version: '1.0.0' }
  const tarball = packTarball({ 'package.json': JSON.stringify(manifest), 'index.js': '' })
  files = createServer((_, response) => response.end(tarball)).listen(0, '127.0.0.1')
  await once(files, 'listening')
})
afterAll(async () => {
  files?.close()
  npms[Symbol.dispose]()
  await elsewhere?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})

/** A user of this npm: what they type is what npm gets, or what safe-npm gets. */
interface User extends AsyncDisposable {
  outcome(line: CommandLine, run: (world: World, args: readonly string[]) => Promise<Result>): Promise<object>
}

async function createUser(npm: TestedNpm): Promise<User> {
  const world = await createWorld({ registry })
  const { restore } = makeStarts(world, (args) => onNpm(world, npm, 'npm', args))
  // The same cache for both: what npm says of the network must not depend on who comes first.
  for (const name of CACHED) await onNpm(world, npm, 'npm', ['cache', 'add', name])
  const tarball = `http://127.0.0.1:${(files.address() as AddressInfo).port}/from-server.tgz`
  const prefix = join(world.root, 'global')
  return {
    async outcome(line, run) {
      await restore(line.start)
      await rm(prefix, { recursive: true, force: true })
      await mkdir(join(prefix, 'lib'), { recursive: true })
      await rm(join(world.home, '.npm/_npx'), { recursive: true, force: true })
      const args = line.args.map((word) => word.replace('GIT', git.spec).replace('TARBALL', tarball))
      const { code, signal, stdout, stderr } = await run(world, args)
      const steady = (text: string) => steadyText(text).replaceAll(world.root, 'WORLD')
      return {
        code,
        signal,
        stdout: steady(stdout),
        stderr: steady(withoutOurs(stderr)),
        project: steadyTree(world.project, steady),
        global: steadyTree(prefix, steady),
      }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

/** Without what differs between any two runs: times, names of log files, npx's own folder of the moment. */
const steadyText = (text: string) =>
  text
    .replace(/[^ ]*_logs\/\S+/g, 'LOG')
    .replace(/\b\d+(\.\d+)?(ms|s|m)\b/g, 'TIME')
    .replace(/"(published|audit)Time": \d+/g, 'AGO')

/** Links may lead to where the world is. */
const steadyTree = (folder: string, steady: (text: string) => string) =>
  Object.fromEntries(Object.entries(treeHash(folder)).map(([name, what]) => [name, steady(what)]))

/** Our lines, and those that go on below one of them. */
const withoutOurs = (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('safe-npm') && !/^ {10}/.test(line))
    .join('\n')

const title = ({ start, args, npx }: CommandLine) => `${start}: ${npx ? 'npx' : 'npm'} ${args.join(' ')}`
const everyNth = (n: number) => COMMAND_LINES.filter((line, index) => index % n === 0 || line.foreign)

const TESTED: readonly (readonly [
  npm: TestedNpm,
  lines: readonly CommandLine[],
  atLeast: { lines: number; watched: number },
])[] = [
  [npms.npm11, COMMAND_LINES, { lines: 120, watched: 50 }],
  [npms.npm12, everyNth(2), { lines: 60, watched: 25 }],
  [npms.npm12OnNode24, everyNth(9), { lines: 15, watched: 3 }],
  [npms.npm10, everyNth(9), { lines: 15, watched: 3 }],
]

describe.each(TESTED.map(([npm, ...rest]) => [npm.name, npm, ...rest] as const))(
  '%s',
  (_, npm, lines, atLeast) => {
    let users: readonly [User, User]
    let row = 0
    let watched = 0
    beforeAll(async () => {
      users = await Promise.all([createUser(npm), createUser(npm)])
    })
    afterAll(() => Promise.all((users ?? []).map((user) => user[Symbol.asyncDispose]())))

    test.each(lines.map((line) => [title(line), line] as const))('%s', async (_, line) => {
      row += 1
      const [alone, ours] = await Promise.all([
        users[0].outcome(line, (world, args) => {
          const env = { npm_config_prefix: join(world.root, 'global') }
          return onNpm(world, npm, line.npx ? 'npx' : 'npm', args, { env, input: '' })
        }),
        users[1].outcome(line, async (world, args) => {
          const env = {
            npm_config_prefix: join(world.root, 'global'),
            // A history of its own for each: whatever brings in code is watched.
            SAFE_NPM_HISTORY: join(world.root, `history-${row}.db`),
            ...(line.foreign ? { SAFE_NPM_YES: 'true' } : {}),
          }
          const program = line.npx ? 'safe-npx' : 'safe-npm'
          const result = await onNpm(world, npm, program, args, { env, input: '' })
          if (/^safe-npm {2}(watched|checked)/m.test(result.stderr)) watched += 1
          return result
        }),
      ])
      expect(ours).toEqual(alone)
    })

    test('and what brought in code was watched', () => {
      expect(lines.length).toBeGreaterThanOrEqual(atLeast.lines)
      expect(watched).toBeGreaterThanOrEqual(atLeast.watched)
    })
  },
)
