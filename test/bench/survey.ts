import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../helpers/run.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

/** The real registry: some 2 % of its packages have scripts that run at install. */
const MIX = { scripted: 0.02, importers: 0.002, foreign: 0.002 }

interface Figures {
  readonly packages: number
  readonly seconds: number
  /** Of processors, by all processes that were waited for. */
  readonly cpu: number
}

/**
 * Packages per second over a generated registry, beside the straightforward way: for each package a namespace, a
 * tcpdump and an npm install with a cache of its own, as a container has it.
 */
export async function benchSurvey(root: string, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      survey: { type: 'boolean' },
      count: { type: 'string', default: '1000' },
      sample: { type: 'string', default: '20' },
      seed: { type: 'string', default: '7' },
      imports: { type: 'string', default: 'scripted' },
    },
  })
  const count = Number(values.count)
  await using registry = await startSurveyRegistry({ seed: Number(values.seed), count, ...MIX })
  await using world = await createWorld({ registry })
  const ours = await survey(root, world, registry, values.imports)
  const plain = await straightforward(world, registry, Number(values.sample))
  const lines = [
    `cores ${availableParallelism()}, load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
    `dsca survey          ${told(ours)}`,
    `one box a package    ${told(plain)}`,
    `registry answered    ${registry.counts.packuments} packuments, ${registry.counts.tarballs} tarballs`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

function told({ packages, seconds, cpu }: Figures): string {
  return [
    `${packages} packages in ${seconds.toFixed(1)} s: ${(packages / seconds).toFixed(2)}/s`,
    `${((cpu / packages) * 1_000).toFixed(0)} ms of a processor each`,
    `${(packages / cpu).toFixed(1)} a second and free core`,
  ].join(', ')
}

async function survey(
  root: string,
  world: World,
  registry: SurveyRegistry,
  imports: string,
): Promise<Figures> {
  await world.write('names.txt', registry.packages.names().join('\n'))
  const before = childSeconds()
  const began = performance.now()
  const args = [join(root, 'bin', 'dsca.js'), 'survey', 'start', 'names.txt', '--imports', imports]
  const result = await run(process.execPath, args, { cwd: world.project, env: world.env, timeout: 36_000 })
  const seconds = (performance.now() - began) / 1_000
  process.stdout.write(`${result.stdout}${result.stderr}\n`)
  if (result.code !== 0) throw new Error(`dsca survey ended with ${result.code}`)
  return { packages: registry.packages.count, seconds, cpu: childSeconds() - before }
}

async function straightforward(world: World, registry: SurveyRegistry, sample: number): Promise<Figures> {
  const step = Math.max(1, Math.floor(registry.packages.count / sample))
  const names = registry.packages.names().filter((_, index) => index % step === step - 1)
  const before = childSeconds()
  const began = performance.now()
  for (const name of names) await installAlone(world, name)
  const seconds = (performance.now() - began) / 1_000
  return { packages: names.length, seconds, cpu: childSeconds() - before }
}

async function installAlone(world: World, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-'))
  await mkdir(join(folder, 'project'))
  await writeFile(join(folder, 'project', 'package.json'), '{"name":"project","version":"1.0.0"}')
  const capture = spawn('tcpdump', ['-i', 'lo', '--immediate-mode', '-U', '-w', join(folder, 'all.pcap')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await listening(capture)
  const env = { ...world.env, npm_config_cache: join(folder, 'cache') }
  const npm = ['npm', 'install', '--foreground-scripts', name]
  const args = ['--mount', '--pid', '--fork', '--uts', '--ipc', '--kill-child', ...npm]
  await run('unshare', args, { cwd: join(folder, 'project'), env, timeout: 300 })
  capture.kill('SIGINT')
  await new Promise((resolve) => capture.once('close', resolve))
  await rm(folder, { recursive: true, force: true })
}

function listening(capture: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    capture.once('close', () => resolve())
    capture.stderr?.on('data', (text: Buffer) => {
      if (text.includes('listening on')) resolve()
    })
  })
}

/** Processor time of all that this process has waited for. proc_pid_stat(5): cutime and cstime, in ticks of 10 ms. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
