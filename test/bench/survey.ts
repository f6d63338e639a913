import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../helpers/run.ts'
import { listenOn, type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { createWorld, type World } from '../helpers/world.ts'
import { type Daemon, startDocker } from './docker.ts'
import { findNpm } from './npm.ts'

/** The real registry: some 2 % of its packages have scripts that run at install. */
const MIX = { scripted: 0.02, importers: 0.002, foreign: 0.002 }
/** Of the containers' bridge, out of a range that is kept for documents (RFC 5737). */
const GATEWAY = '192.0.2.1'

interface Figures {
  readonly packages: number
  readonly seconds: number
  /** Of processors, by everything on the machine but the registry. */
  readonly cpu: number
}

/**
 * Packages per second over a generated registry, beside the straightforward way: for each package a container with a
 * network of its own, a tcpdump and an `npm install` with an empty cache. All of it in a network namespace without a
 * way out, so that the daemon's bridge is none of the machine's and what packages do stays in there.
 */
export async function benchSurvey(root: string, argv: readonly string[]): Promise<number> {
  if (!argv.includes('--inside')) return inside(root, argv)
  const { values } = parseArgs({
    args: [...argv],
    options: {
      survey: { type: 'boolean' },
      inside: { type: 'boolean' },
      count: { type: 'string', default: '1000' },
      sample: { type: 'string', default: '20' },
      seed: { type: 'string', default: '7' },
      imports: { type: 'string', default: 'scripted' },
    },
  })
  await using daemon = await startDocker(['--bip', `${GATEWAY}/24`, '--ip-masq=false', '--ip-forward=false'])
  const mix = { seed: Number(values.seed), count: Number(values.count), ...MIX }
  await using registry = await startSurveyRegistry(mix, listenOn(GATEWAY))
  await using world = await createWorld({ registry })
  const ours = await survey(root, world, registry, values.imports)
  const { packuments, tarballs } = registry.counts
  const plain = await straightforward(root, { world, registry, daemon }, Number(values.sample))
  const lines = [
    `cores ${availableParallelism()}, load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
    `dsca survey --imports ${values.imports.padEnd(8)} ${told(ours)}`,
    `a container a package          ${told(plain)}`,
    `registry answered the survey   ${packuments} packuments, ${tarballs} tarballs`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** This bench again, in a network namespace. */
function inside(root: string, argv: readonly string[]): Promise<number> {
  const again = [process.execPath, join(root, 'test', 'bench', 'run.js'), ...argv, '--inside']
  const child = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...again], {
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

function told({ packages, seconds, cpu }: Figures): string {
  return [
    `${packages} packages in ${seconds.toFixed(1)} s: ${(packages / seconds).toFixed(2)}/s`,
    `${((cpu / packages) * 1_000).toFixed(0)} ms of a processor each`,
  ].join(', ')
}

async function survey(
  root: string,
  world: World,
  registry: SurveyRegistry,
  imports: string,
): Promise<Figures> {
  await world.write('names.txt', registry.packages.names().join('\n'))
  const args = [join(root, 'bin', 'dsca.js'), 'survey', 'start', 'names.txt', '--imports', imports]
  const cost = await costOf(async () => {
    const result = await run(process.execPath, args, { cwd: world.project, env: world.env, timeout: 36_000 })
    process.stdout.write(`${result.stdout}${result.stderr}\n`)
    if (result.code !== 0) throw new Error(`dsca survey ended with ${result.code}`)
  })
  return { packages: registry.packages.count, ...cost }
}

interface Straight {
  readonly world: World
  readonly registry: SurveyRegistry
  readonly daemon: Daemon
}

/** In the image that `dsca image build` makes of this machine, one after the other on each core. */
async function straightforward(
  root: string,
  { world, registry, daemon }: Straight,
  sample: number,
): Promise<Figures> {
  const env = { ...world.env, DOCKER_HOST: daemon.url }
  const dsca = async (...args: string[]) => {
    const all = [join(root, 'bin', 'dsca.js'), ...args]
    const result = await run(process.execPath, all, { cwd: world.project, env, timeout: 900 })
    if (result.code !== 0) throw new Error(`dsca ${args.join(' ')}: ${result.stderr}`)
    return result.stdout
  }
  const { tag } = JSON.parse(await dsca('image', 'build', '--from-host', '--json')) as { tag: string }
  const step = Math.max(1, Math.floor(registry.packages.count / sample))
  const names = registry.packages.names().filter((_, index) => index % step === step - 1)
  const waiting = [...names]
  const install = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
      await installAlone({ world, env, image: tag, url: registry.url }, name)
  }
  const cost = await costOf(async () => {
    await Promise.all(Array.from({ length: availableParallelism() }, install))
  })
  return { packages: names.length, ...cost }
}

const CONTAINED = `
tcpdump -Z root -i any --immediate-mode -U -w /root/all.pcap 2>/root/tcpdump & capture=$!
until grep -q 'listening on' /root/tcpdump; do
  kill -0 $capture || exit 126
  sleep 0.01
done
mkdir /root/project && cd /root/project && echo '{"name":"project","version":"1.0.0"}' >package.json
npm install --foreground-scripts "$0"; code=$?
kill -INT $capture; wait $capture
exit $code
`

async function installAlone(
  way: {
    readonly world: World
    readonly env: Readonly<Record<string, string>>
    readonly image: string
    readonly url: string
  },
  name: string,
): Promise<void> {
  const args = [
    ...['run', '--rm', '--volume', `${dirname(dirname(findNpm()))}:/usr/local/lib/node_modules/npm:ro`],
    ...['--env', `npm_config_registry=${way.url}`, '--env', 'npm_config_audit=false', '--env', 'HOME=/root'],
    ...['--env', 'npm_config_update_notifier=false', way.image, 'sh', '-c', CONTAINED, name],
  ]
  const result = await run('docker', args, { cwd: way.world.project, env: way.env, timeout: 300 })
  const isInstalled = result.stdout.includes('added ')
  // A script that failed is one that ran; a container that did not start is no measurement.
  const isRefused = result.code !== null && result.code < 125 && /npm (error|ERR!)/.test(result.stderr)
  if (!isInstalled && !isRefused)
    throw new Error(`docker run of ${name} ended with ${result.code}: ${result.stderr}`)
}

/** Of the machine: nothing else should be at work on it. */
async function costOf(work: () => Promise<void>): Promise<Omit<Figures, 'packages'>> {
  const [began, before, own] = [performance.now(), busySeconds(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(own)
  return {
    seconds: (performance.now() - began) / 1_000,
    cpu: busySeconds() - before - (user + system) / 1e6,
  }
}

/** Of all processors, since the machine was started. proc_stat(5): user, nice, system, irq, softirq, in ticks of 10 ms. */
function busySeconds(): number {
  const [user, nice, system, , , irq, softirq] = (
    /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? ''
  )
    .split(' ')
    .map(Number)
  return [user, nice, system, irq, softirq].reduce<number>((sum, one) => sum + (one ?? 0), 0) / 100
}
