import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DAEMON_URL, ENGINE } from './engine-under-test.ts'
import { cleanPath, machineRegistryLines, networkEnvironment } from './machine-npm.ts'
import type { LoopbackRegistry } from './registry.ts'
import { type Result, run } from './run.ts'

/** A user of their own: home, project, temporary folder and nothing of the machine's configuration. */
export interface World extends AsyncDisposable {
  readonly root: string
  readonly home: string
  readonly project: string
  /** What os.tmpdir() is in there. */
  readonly temporary: string
  readonly env: Readonly<Record<string, string>>
  /** What the project's package.json was at first. */
  readonly manifest: object
  /** Plain npm in the project. */
  npm(...args: string[]): Promise<Result>
  /** Writes a file of the project, objects as JSON. */
  write(name: string, content: string | object): Promise<void>
}

export interface WorldOptions {
  /** `machine`: the registry that this machine's npm is configured for. */
  readonly registry: Pick<LoopbackRegistry, 'url'> | 'machine'
  readonly manifest?: object
  readonly env?: Readonly<Record<string, string>>
}

/** Scripts of fixtures that do come in have no network to act in. */
const OFFLINE_SHELL = fileURLToPath(new URL('./offline-shell.sh', import.meta.url))

async function npmrc(registry: Pick<LoopbackRegistry, 'url'> | 'machine'): Promise<string> {
  const lines =
    registry === 'machine'
      ? await machineRegistryLines()
      : [`registry=${registry.url}`, `script-shell=${OFFLINE_SHELL}`]
  const quiet = ['fund=false', 'audit=false', 'update-notifier=false']
  return `${[...lines, ...quiet].join('\n')}\n`
}

/** Tests of a whole program run once more with another engine: vitest.config.ts says so. */
function engineEnvironment(): Record<string, string> {
  if (ENGINE === 'bubblewrap') return {}
  return { SAFE_NPM_ENGINE: ENGINE, DOCKER_HOST: process.env[DAEMON_URL] ?? '' }
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'world-'))
  const [home, project, temporary, runtime] = ['home', 'project', 'tmp', 'run'].map((name) =>
    join(root, name),
  ) as [string, string, string, string]
  for (const folder of [home, project, temporary, runtime]) await mkdir(folder, { mode: 0o700 })
  await writeFile(join(home, '.npmrc'), await npmrc(options.registry))
  const write = async (name: string, content: string | object) => {
    await mkdir(join(project, name, '..'), { recursive: true })
    await writeFile(
      join(project, name),
      typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
    )
  }
  const manifest = options.manifest ?? { name: 'project', version: '1.0.0' }
  await write('package.json', manifest)
  const env = {
    PATH: cleanPath(),
    HOME: home,
    LANG: process.env.LANG ?? 'C.UTF-8',
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: runtime,
    ...networkEnvironment(),
    ...engineEnvironment(),
    ...options.env,
  }
  return {
    root,
    home,
    project,
    temporary,
    env,
    manifest,
    write,
    npm: (...args) => run('npm', args, { cwd: project, env }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}
