import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Program, programPath } from './cli.ts'
import { cleanPath, networkEnvironment } from './machine-npm.ts'
import { type RunOptions, run } from './run.ts'
import type { World } from './world.ts'

// npm 12 wants a newer Node than the tests may run on, and the database's driver has to fit that Node.
const NODE = `node-${process.platform}-${process.arch}`
const PACKAGES = [
  `node-22@npm:${NODE}@22`,
  `node-24@npm:${NODE}@24`,
  'better-sqlite3@13',
  'npm-10@npm:npm@10',
  'npm-12@npm:npm@12',
]
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/npms', import.meta.url))

/** An npm on a Node, and this checkout's programs for it. */
export interface TestedNpm {
  /** `npm 12 on Node 22` */
  readonly name: string
  readonly version: string
  /** npm's own folder. */
  readonly root: string
  readonly node: string
  /** PATH with this Node and this npm in front. */
  readonly path: string
  program(name: Program): string
}

export interface Npms extends Disposable {
  /** On the Node that the tests run on: npm 10, and the npm of this machine (11). */
  readonly npm10: TestedNpm
  readonly npm11: TestedNpm
  readonly npm12: TestedNpm
  readonly npm12OnNode24: TestedNpm
}

/** Fetched once from the registry of this machine, into a cache below node_modules. */
export async function fetchNpms(): Promise<Npms> {
  // The last thing that is made: without it the cache is not whole.
  if (!existsSync(join(CACHE, 'whole'))) await fill()
  const modules = join(CACHE, 'node_modules')
  // Below the cache, so that the copy finds the driver for the newer Nodes.
  const copy = mkdtempSync(join(CACHE, 'app-'))
  const root = dirname(dirname(programPath('safe-npm')))
  for (const part of ['bin', 'dist', 'docker', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  const bins = join(copy, 'bins')
  const newer = (major: number) => {
    const node = join(modules, `node-${major}`, 'bin', 'node')
    return testedNpm(bins, join(modules, 'npm-12'), node, (name) => join(copy, 'bin', `${name}.js`))
  }
  return {
    npm10: testedNpm(bins, join(modules, 'npm-10'), process.execPath, programPath),
    npm11: testedNpm(bins, machineNpm(), process.execPath, programPath),
    npm12: newer(22),
    npm12OnNode24: newer(24),
    [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }),
  }
}

/** `PREFIX/bin/npm` leads to `PREFIX/lib/node_modules/npm/bin/npm-cli.js`. */
function machineNpm(): string {
  const found = cleanPath()
    .split(delimiter)
    .map((folder) => join(folder, 'npm'))
    .find((file) => existsSync(file))
  if (found === undefined) throw new Error('there is no npm on PATH')
  return dirname(dirname(realpathSync(found)))
}

function testedNpm(bins: string, root: string, node: string, program: TestedNpm['program']): TestedNpm {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const major = version.split('.')[0]
  const onNode = node === process.execPath ? process.versions.node : dirname(dirname(node)).split('-').at(-1)
  const name = `npm ${major} on Node ${onNode?.split('.')[0]}`
  const bin = join(bins, name.replaceAll(' ', '-'))
  mkdirSync(bin, { recursive: true })
  symlinkSync(node, join(bin, 'node'))
  for (const command of ['npm', 'npx'])
    symlinkSync(join(root, 'bin', `${command}-cli.js`), join(bin, command))
  return { name, version, root, node, path: [bin, cleanPath()].join(delimiter), program }
}

async function fill(): Promise<void> {
  rmSync(CACHE, { recursive: true, force: true })
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(join(CACHE, 'package.json'), '{"private":true}')
  const env = { PATH: cleanPath(), HOME: process.env.HOME ?? CACHE, ...networkEnvironment() }
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--force']
  const { code, stderr } = await run('npm', ['install', ...flags, ...PACKAGES], { cwd: CACHE, env })
  if (code !== 0)
    throw new Error(`these tests need ${PACKAGES.join(', ')}, which npm could not fetch: ${stderr}`)
  writeFileSync(join(CACHE, 'whole'), '')
}

/** Runs one of our programs, or npm itself, on a certain npm as the world's user would. */
export function onNpm(
  world: World,
  npm: TestedNpm,
  program: Program | 'npm' | 'npx',
  args: readonly string[],
  options: Partial<RunOptions> = {},
) {
  const settings = { cwd: world.project, ...options, env: { ...world.env, PATH: npm.path, ...options.env } }
  const file =
    program === 'npm' || program === 'npx' ? join(npm.root, 'bin', `${program}-cli.js`) : npm.program(program)
  return run(npm.node, [file, ...args], settings)
}
