import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../helpers/run.ts'
import type { World } from '../helpers/world.ts'
import type { Side } from './measure.ts'

export type Cache = 'warm' | 'cold'
export type Memory = 'known' | 'first'

export interface Case {
  readonly name: string
  /** Highest ratio to plain npm that is good enough. */
  readonly limit: number
  readonly world: World
  readonly args: readonly string[]
  readonly cache: Cache | null
  readonly memory: Memory
}

export interface Programs {
  readonly npm: string
  readonly safe: string
}

async function execute(world: World, program: string, args: readonly string[], env: Record<string, string>) {
  const options = { cwd: world.project, env: { ...world.env, ...env }, timeout: 600 }
  const { code, signal, stderr } = await run(process.execPath, [program, ...args], options)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${code ?? signal}\n${stderr}`)
}

const clean = (world: World, names: readonly string[]) =>
  Promise.all(names.map((name) => rm(join(world.project, name), { recursive: true, force: true })))

/** Both sides of a case: each starts from the same project, without node_modules. */
export function sides(item: Case, programs: Programs): { npm: Side; safe: Side } {
  const { world, args, cache, memory } = item
  const made = args[0] === 'install' ? ['node_modules', 'package-lock.json'] : ['node_modules']
  const side = (program: string): Side => {
    let env: Record<string, string> = {}
    return {
      async prepare() {
        if (cache === null) return
        await clean(world, made)
        await world.write('package.json', world.manifest)
        if (cache === 'cold') env = { ...env, npm_config_cache: await mkdtemp(join(world.root, 'cache-')) }
        if (memory === 'first')
          env = { ...env, SAFE_NPM_HISTORY: join(await mkdtemp(join(world.root, 'history-')), 'history.db') }
      },
      run: () => execute(world, program, args, env),
    }
  }
  return { npm: side(programs.npm), safe: side(programs.safe) }
}

/** What a case needs to have happened before: a warm cache, and a history that knows the tree. */
export async function warmUp(item: Case, programs: Programs): Promise<void> {
  const { npm, safe } = sides(
    { ...item, cache: item.cache === null ? null : 'warm', memory: 'known' },
    programs,
  )
  for (const side of [npm, safe]) {
    await side.prepare()
    await side.run()
  }
}
