import { type FixturePackage, makePackage } from '../helpers/fixtures.ts'

/** 600 packages as a real tree has them: 60 direct ones, three levels, 2 to 200 KB each, ten with a script. */
export const TREE_SIZE = 600
const DIRECT = 60
const SCRIPTS = 10

const packageName = (index: number) => `tree-${String(index).padStart(3, '0')}`

/** Numbers that look random and are the same in every run. */
function random(seed: number): () => number {
  let state = seed * 2654435761 + 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Text that compresses about as well as JavaScript does. */
function source(next: () => number, bytes: number): string {
  const lines: string[] = []
  for (let size = 0; size < bytes; ) {
    const line = `exports.f${Math.floor(next() * 1e9).toString(36)} = (a, b) => a + ${Math.floor(next() * 1e6)} * b.length\n`
    lines.push(line)
    size += line.length
  }
  return lines.join('')
}

/** Most packages are small, some are large: 2 KB to 200 KB. */
const packageSize = (next: () => number) => Math.round(2000 * 100 ** (next() ** 2))

/** Direct ones have three children, each of those has two or so of its own. */
function dependenciesOf(index: number): Record<string, string> {
  const children: number[] = []
  if (index < DIRECT) children.push(...[0, 1, 2].map((child) => DIRECT + index * 3 + child))
  else if (index < DIRECT * 4)
    children.push(...[0, 1].map((child) => DIRECT * 4 + (index - DIRECT * 1) * 2 + child))
  return Object.fromEntries(
    children.filter((child) => child < TREE_SIZE).map((child) => [packageName(child), '1.0.0']),
  )
}

export function treePackages(): readonly FixturePackage[] {
  return Array.from({ length: TREE_SIZE }, (_, index) => {
    const next = random(index + 1)
    const total = packageSize(next)
    const count = 2 + Math.floor(next() * 12)
    const names = Array.from({ length: count }, (_, file) =>
      file === 0 ? 'index.js' : `lib/file-${file}.js`,
    )
    const files = Object.fromEntries(names.map((name) => [name, source(next, total / count)]))
    const script = index % (TREE_SIZE / SCRIPTS) === 7 ? { scripts: { postinstall: 'node -e "0"' } } : {}
    return makePackage(
      { name: packageName(index), version: '1.0.0', dependencies: dependenciesOf(index), ...script },
      files,
    )
  })
}

export function treeManifest(): object {
  const direct = Array.from({ length: DIRECT }, (_, index) => [packageName(index), '1.0.0'])
  return { name: 'large', version: '1.0.0', dependencies: Object.fromEntries(direct) }
}

/** One package with a script that does nothing: the least that needs a sandbox. */
export const single = makePackage(
  { name: 'single', version: '1.0.0', scripts: { postinstall: 'node -e "0"' } },
  { 'lib.js': source(random(4711), 20_000) },
)
