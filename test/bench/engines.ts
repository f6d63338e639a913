import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startRegistry } from '../helpers/registry.ts'
import { run } from '../helpers/run.ts'
import { createWorld, type World } from '../helpers/world.ts'
import { startDocker } from './docker.ts'
import { compare, median, type Side } from './measure.ts'
import { single } from './projects.ts'

const FIGURES = /(<!-- engines -->\n)[\s\S]*(<!-- end of engines -->)/
/** Highest cost of a container over bubblewrap that is good enough, in milliseconds. */
const LIMIT_MS = 500

async function program(world: World, file: string, args: readonly string[], env: Record<string, string>) {
  const result = await run(process.execPath, [file, ...args], {
    cwd: world.project,
    env: { ...world.env, ...env },
    timeout: 900,
  })
  if (result.code !== 0) throw new Error(`${file} ${args.join(' ')}: ${result.code}\n${result.stderr}`)
  return result
}

/** A first watch of one package with a script; the history is new each time. */
function watchWith(engine: string, world: World, safe: string, url: string): Side {
  let env: Record<string, string> = {}
  return {
    async prepare() {
      for (const name of ['node_modules', 'package-lock.json'])
        await rm(join(world.project, name), { recursive: true, force: true })
      await world.write('package.json', world.manifest)
      const history = join(await mkdtemp(join(world.root, 'history-')), 'history.db')
      env = { SAFE_NPM_HISTORY: history, SAFE_NPM_ENGINE: engine, DOCKER_HOST: url }
    },
    run: async () => void (await program(world, safe, ['install', 'single'], env)),
  }
}

/** What a container costs over bubblewrap, and what its image takes to be made. Returns the exit code. */
export async function benchEngines(root: string, args: readonly string[]): Promise<number> {
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice('--rounds='.length) ?? 5)
  const safe = join(root, 'bin', 'safe-npm.js')
  const dsca = join(root, 'bin', 'dsca.js')
  await using daemon = await startDocker()
  await using registry = await startRegistry()
  await registry.publish(single)
  await using world = await createWorld({ registry, manifest: { name: 'small', version: '1.0.0' } })
  const env = { DOCKER_HOST: daemon.url }
  const built = await program(world, dsca, ['image', 'build', '--from-host'], env)
  const listed = await program(world, dsca, ['image', 'ls', '--json'], env)
  const bytes = /"bytes": ?(\d+)/.exec(listed.stdout)?.[1]
  const sides = ['bubblewrap', 'docker'].map((engine) => watchWith(engine, world, safe, daemon.url))
  const [one, other] = sides as [Side, Side]
  // The first one fills npm's cache, and the volume with npm and the sensor.
  const firsts: number[] = []
  for (const side of sides) {
    await side.prepare()
    const began = performance.now()
    await side.run()
    firsts.push(performance.now() - began)
  }
  const measured = await compare(one, other, rounds)
  const [bubblewrap, docker] = [median(measured.npm), median(measured.safe)]
  const more = docker - bubblewrap
  const lines = [
    `Median of ${rounds} rounds in turns, first watch of one package with a script, warm cache, in one run.`,
    '',
    '| what                                             |   figure |',
    '|--------------------------------------------------|---------:|',
    ...(
      [
        ['safe-npm install, bubblewrap', `${bubblewrap.toFixed()} ms`],
        ['safe-npm install, docker', `${docker.toFixed()} ms`],
        ['docker over bubblewrap', `${more.toFixed()} ms`],
        ['docker to bubblewrap', `${(docker / bubblewrap).toFixed(2)}`],
        ['the first docker watch, which fills the volume', `${(firsts[1] ?? 0).toFixed()} ms`],
        ['building the image of this machine', `${(built.time / 1000).toFixed(1)} s`],
        ['size of the image', `${(Number(bytes) / 1e6).toFixed()} MB`],
      ] as const
    ).map(([what, figure]) => `| ${what.padEnd(48)} | ${figure.padStart(8)} |`),
  ]
  const text = `${lines.join('\n')}\n`
  console.log(text)
  if (args.includes('--write')) {
    const file = join(root, 'docs', 'performance.md')
    const page = await readFile(file, 'utf8')
    if (!FIGURES.test(page)) throw new Error(`${file} has no place for these figures`)
    await writeFile(
      file,
      page.replace(FIGURES, (_, begin, end) => `${begin}${text}\n${end}`),
    )
  }
  return args.includes('--check') && more > LIMIT_MS ? 1 : 0
}
