import { readFile, writeFile } from 'node:fs/promises'
import { arch, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'
import { type Case, type Programs, sides, warmUp } from './cases.ts'
import { compare, median } from './measure.ts'
import { findNpm } from './npm.ts'
import { single, treeManifest, treePackages } from './projects.ts'
import { type Row, ratio, table } from './table.ts'

const FIGURES = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/

async function makeCases(registry: LoopbackRegistry, worlds: World[]): Promise<readonly Case[]> {
  const open = async (where: LoopbackRegistry | 'machine', manifest: object) => {
    const world = await createWorld({ registry: where, manifest })
    worlds.push(world)
    return world
  }
  const scripts = { x: 'exit 0' }
  const small = await open(registry, { name: 'small', version: '1.0.0', scripts })
  const large = await open(registry, treeManifest())
  const express = await open('machine', { name: 'web', version: '1.0.0' })
  const locked = await large.npm('install', '--package-lock-only')
  if (locked.code !== 0) throw new Error(locked.stderr)
  const pass = { limit: 1.05, world: small, cache: null, memory: 'known' } as const
  const one = { limit: 1.1, world: small, args: ['install', 'single'], memory: 'known' } as const
  const tree = { limit: 1.1, world: large, args: ['ci'], memory: 'known' } as const
  const watchOne = { ...one, limit: 2.5, memory: 'first' } as const
  const web = { limit: 1.6, world: express, args: ['install', 'express'], memory: 'first' } as const
  const watchTree = { ...tree, limit: 1.6, memory: 'first' } as const
  const both = (name: string, item: Omit<Case, 'name' | 'cache'>) =>
    (['warm', 'cold'] as const).map((cache) => ({ ...item, cache, name: `${name}, ${cache} cache` }))
  return [
    { ...pass, name: 'pass-through: --version', args: ['--version'] },
    { ...pass, name: 'pass-through: run x', args: ['run', 'x'] },
    ...both('known: install of 1 package', one),
    ...both('known: ci of 600 packages', tree),
    ...both('first watch: install of 1 package', watchOne),
    ...both('first watch: install of express (68)', web),
    ...both('first watch: ci of 600 packages', watchTree),
  ]
}

async function measureAll(
  cases: readonly Case[],
  programs: Programs,
  rounds: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const item of cases) {
    await warmUp(item, programs)
    const { npm, safe } = sides(item, programs)
    // Short commands vary more, and cost nothing to repeat.
    const measured = await compare(npm, safe, item.cache === null ? rounds * 4 : rounds)
    rows.push({ name: item.name, limit: item.limit, measured })
    const over = ratio(measured) > item.limit ? '  OVER' : ''
    console.error(
      `${item.name}: ${median(measured.npm).toFixed()} → ${median(measured.safe).toFixed()} ms${over}`,
    )
  }
  return rows
}

function machine(npm: string, rounds: number): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `Median of ${rounds} rounds, npm and safe-npm in turns. ${cpus().length} × ${cpu?.model ?? 'CPU'} (${arch()}), ${memory} GiB, Node ${process.version}, npm ${npm}.`
}

async function writeFigures(root: string, text: string): Promise<void> {
  const file = join(root, 'docs', 'performance.md')
  const page = await readFile(file, 'utf8')
  if (!FIGURES.test(page)) throw new Error(`${file} has no place for figures`)
  await writeFile(
    file,
    page.replace(FIGURES, (_, begin, end) => `${begin}${text}\n${end}`),
  )
}

/** Returns the exit code: 1 with --check when a ratio is over its target. */
export async function bench(root: string, args: readonly string[]): Promise<number> {
  const value = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const rounds = Number(value('rounds') ?? 5)
  const programs = { npm: findNpm(), safe: join(root, 'bin', 'safe-npm.js') }
  const worlds: World[] = []
  await using registry = await startRegistry()
  try {
    await registry.publish(single, ...treePackages())
    const cases = (await makeCases(registry, worlds)).filter(({ name }) => name.includes(value('only') ?? ''))
    const rows = await measureAll(cases, programs, rounds)
    const [world] = worlds
    const version = (await world?.npm('--version'))?.stdout.trim() ?? ''
    const text = `${machine(version, rounds)}\n\n${table(rows)}\n`
    console.log(text)
    if (args.includes('--write')) await writeFigures(root, text)
    return args.includes('--check') && rows.some(({ measured, limit }) => ratio(measured) > limit) ? 1 : 0
  } finally {
    for (const world of worlds) await world[Symbol.asyncDispose]()
  }
}
