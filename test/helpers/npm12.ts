import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cleanPath, networkEnvironment } from './machine-npm.ts'
import { run } from './run.ts'
import type { World } from './world.ts'

// npm 12 wants a newer Node than the tests may run on, and the database's driver has to fit that Node.
const NODE = `node-${process.platform}-${process.arch}`
// npm 10 knows no script approvals, and runs on every Node.
const PACKAGES = [`${NODE}@22`, 'npm@12', 'better-sqlite3@13', 'npm-10@npm:npm@10']

/** npm 12 on Node 22, and this checkout's programs for it. */
export interface Npm12 extends Disposable {
  readonly node: string
  /** PATH with this Node and this npm in front. */
  readonly path: string
  /** PATH with npm 10 in front, and the Node that the tests run on. */
  readonly pathOfNpm10: string
  /** `bin/NAME.js` of a copy that finds the driver for this Node. */
  program(name: 'safe-npm' | 'safe-npx' | 'dsca'): string
}

/** Fetched once from the registry of this machine, into a cache below node_modules. `root`: the checkout. */
export async function fetchNpm12(root: string): Promise<Npm12> {
  const cache = join(root, 'node_modules', '.cache', 'npm-12')
  const bin = join(cache, 'bin')
  // The last thing that is made: without it the cache is not whole.
  if (!existsSync(join(cache, 'bin-10'))) await fill(cache, bin)
  const node = join(cache, 'node_modules', NODE, 'bin', 'node')
  const copy = mkdtempSync(join(cache, 'app-'))
  for (const part of ['bin', 'dist', 'docker', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  return {
    node,
    path: [bin, cleanPath()].join(delimiter),
    pathOfNpm10: [join(cache, 'bin-10'), cleanPath()].join(delimiter),
    program: (name) => join(copy, 'bin', `${name}.js`),
    [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }),
  }
}

async function fill(cache: string, bin: string): Promise<void> {
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{"private":true}')
  const env = { PATH: cleanPath(), HOME: process.env.HOME ?? cache, ...networkEnvironment() }
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--force']
  const { code, stderr } = await run('npm', ['install', ...flags, ...PACKAGES], { cwd: cache, env })
  if (code !== 0)
    throw new Error(`these tests need ${PACKAGES.join(', ')}, which npm could not fetch: ${stderr}`)
  mkdirSync(bin)
  const modules = join('..', 'node_modules')
  symlinkSync(join(modules, NODE, 'bin', 'node'), join(bin, 'node'))
  for (const name of ['npm', 'npx'])
    symlinkSync(join(modules, 'npm', 'bin', `${name}-cli.js`), join(bin, name))
  const bin10 = join(cache, 'bin-10')
  mkdirSync(bin10)
  symlinkSync(join(modules, 'npm-10', 'bin', 'npm-cli.js'), join(bin10, 'npm'))
}

/** Runs one of our programs, or npm itself, on npm 12 as the world's user would. */
export function onNpm12(
  world: World,
  npm12: Npm12,
  program: 'safe-npm' | 'safe-npx' | 'dsca' | 'npm',
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
) {
  const env = { ...world.env, PATH: npm12.path, ...options.env }
  const settings = { cwd: options.cwd ?? world.project, env }
  return program === 'npm'
    ? run(join(npm12.path.split(delimiter)[0] ?? '', 'npm'), args, settings)
    : run(npm12.node, [npm12.program(program), ...args], settings)
}
