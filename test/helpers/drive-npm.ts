import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePackage } from './fixtures.ts'
import type { TestedNpm } from './npms.ts'
import type { LoopbackRegistry } from './registry.ts'
import { start } from './run.ts'
import { createWorld, type World } from './world.ts'

const SAY_ARGV = fileURLToPath(new URL('./say-argv.cjs', import.meta.url))
/** The exit code of a watch that cannot be made: whoever was asked at the door ends with it. */
const STOPPED = 103

/** What npm itself knows of its commands. */
export interface NpmWords {
  readonly commands: readonly string[]
  readonly aliases: readonly string[]
  /** Abbreviations that npm understands and that are no word themselves. */
  readonly abbreviations: readonly string[]
  /** The command that npm takes a word for. */
  commandOf(word: string): string
}

export function npmWords({ root }: TestedNpm): NpmWords {
  const fromNpm = createRequire(join(root, 'package.json'))
  const list = fromNpm('./lib/utils/cmd-list.js') as {
    commands: string[]
    aliases: Record<string, string>
    deref(word: string): string
  }
  const abbrev = fromNpm('abbrev') as (words: string[]) => Record<string, string>
  const aliases = Object.keys(list.aliases)
  const words = new Set([...list.commands, ...aliases])
  return {
    commands: list.commands,
    aliases,
    abbreviations: Object.keys(abbrev([...words])).filter((word) => !words.has(word)),
    commandOf: list.deref,
  }
}

/** How one command line ended. */
export interface Driven {
  readonly code: number | null
  /** What npm took for its command line. */
  readonly argv: readonly string[]
  /** A script of a package has run, or a package was unpacked. */
  readonly broughtCode: boolean
  /** We stopped it at the door. */
  readonly stopped: boolean
}

/** Runs command lines from one start, each with a home and a project of its own. */
export interface Driver extends AsyncDisposable {
  npm(args: readonly string[]): Promise<Driven>
  safeNpm(args: readonly string[]): Promise<Driven>
}

const MARKS = { postinstall: "node -e \"require('fs').writeFileSync(process.env.MARK,'')\"" }

/** `there` is on disk, but its script has not run yet; `absent` and `create-absent` are not. */
export async function publishDriven(registry: LoopbackRegistry): Promise<void> {
  const make = (name: string) =>
    makePackage(
      { name, version: '1.0.0', scripts: MARKS, bin: { [name]: 'bin.js' } },
      { 'bin.js': '#!/usr/bin/env node\n' },
    )
  await registry.publish(make('absent'), make('create-absent'), make('there'))
}

const MANIFEST = {
  name: 'own',
  version: '1.0.0',
  private: true,
  dependencies: { absent: '1.0.0', there: '1.0.0' },
}

export async function createDriver(npm: TestedNpm, registry: LoopbackRegistry): Promise<Driver> {
  const first = await createWorld({ registry, manifest: MANIFEST })
  const { code, stderr } = await first.npm('install', '--ignore-scripts')
  if (code !== 0) throw new Error(`npm install: ${stderr}`)
  for (const gone of ['absent', '.bin/absent', '.package-lock.json'])
    await rm(join(first.project, 'node_modules', gone), { recursive: true })
  const drive = (file: string) => async (args: readonly string[]) => {
    await using world = await createWorld({ registry })
    await cp(first.project, world.project, { recursive: true, verbatimSymlinks: true })
    return await driveIn(world, npm, [file, ...args])
  }
  return {
    npm: drive(join(npm.root, 'bin', 'npm-cli.js')),
    safeNpm: drive(npm.program('safe-npm')),
    [Symbol.asyncDispose]: () => first[Symbol.asyncDispose](),
  }
}

async function driveIn(world: World, npm: TestedNpm, args: readonly string[]): Promise<Driven> {
  const said = join(world.root, 'argv')
  const prefix = join(world.root, 'global')
  const mark = join(world.root, 'mark')
  await mkdir(said)
  await mkdir(join(prefix, 'lib'), { recursive: true })
  const running = start(npm.node, args, {
    cwd: world.project,
    env: { ...world.env, ...quiet(npm), MARK: mark, SAY_ARGV: said, npm_config_prefix: prefix },
    input: '',
    timeout: 60,
  })
  const { code, stderr } = await running.result
  const file = join(said, String(running.pid))
  return {
    code,
    argv: existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [],
    broughtCode: existsSync(mark) || isUnpacked(world, prefix),
    stopped: code === STOPPED && stderr.includes('safe-npm'),
  }
}

/** Nothing but loopback is reached, nothing opens, and an engine that is asked for a box has none. */
function quiet(npm: TestedNpm): Record<string, string> {
  return {
    PATH: npm.path,
    NODE_OPTIONS: `--require=${SAY_ARGV}`,
    EDITOR: 'true',
    SHELL: '/bin/true',
    npm_config_browser: 'false',
    npm_config_proxy: 'http://127.0.0.1:9/',
    npm_config_https_proxy: 'http://127.0.0.1:9/',
    npm_config_noproxy: '127.0.0.1',
    npm_config_fetch_retries: '0',
    // npm 12 would run no script, and there would be nothing to see.
    ...(npm.version.startsWith('12.') ? { npm_config_dangerously_allow_all_scripts: 'true' } : {}),
    DOCKER_HOST: 'unix:///nowhere',
  }
}

function isUnpacked(world: World, prefix: string): boolean {
  const npx = join(world.home, '.npm', '_npx')
  const folders = existsSync(npx) ? readdirSync(npx).map((name) => join(npx, name)) : []
  return [...folders, world.project, join(prefix, 'lib')].some((folder) =>
    ['absent', 'create-absent'].some((name) => existsSync(join(folder, 'node_modules', name))),
  )
}
