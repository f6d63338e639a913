import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SurveyProgress, SurveyResult } from '../../src/model/survey.ts'
import { Compose, docker } from '../helpers/compose.ts'
import { buildDatabase, importWorkerBase } from '../helpers/compose-images.ts'
import { startDockerWithBridge } from '../helpers/docker-daemon.ts'
import { passOnRegistry } from '../helpers/machine-registry.ts'
import { OtherNetwork } from '../helpers/other-network.ts'
import { until } from '../helpers/run.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { essence } from '../helpers/surveyed.ts'
import { withSystemPaths } from '../helpers/system-paths.ts'
import { requireTools } from '../helpers/tools.ts'
import { createWorld, type World } from '../helpers/world.ts'

/** More than two workers have under way at once: 24. */
const COUNT = 60
const SECONDS = 240
const [BASE, DATABASE] = ['worker-base-from-host', 'database-from-host']
const PASSWORD = 'pass-w0rd of tests'
const SHARED = {
  SAFE_NPM_ENGINE: 'bubblewrap',
  SAFE_NPM_HISTORY: 'postgres://safe_npm@127.0.0.1:5432/safe_npm',
  PGPASSWORD: PASSWORD,
}

const made: (AsyncDisposable | Disposable)[] = []
function kept<T extends AsyncDisposable | Disposable>(one: T): T {
  made.unshift(one)
  return one
}
let network: OtherNetwork
let registry: SurveyRegistry
let compose: Compose
/** Where the daemon listens. */
let host: string

beforeAll(async () => {
  requireTools('docker', 'dockerd', 'docker-compose', 'nsenter', 'unshare', 'ip')
  const own = kept(await startDockerWithBridge())
  host = own.url
  network = kept(new OtherNetwork(own))
  registry = kept(await startSurveyRegistry({ seed: 5, count: COUNT, scripted: 0.4 }, network.listen))
  await importWorkerBase(host, BASE)
  await buildDatabase(host, BASE, DATABASE)
  const settings = {
    SAFE_NPM_DB_PASSWORD: PASSWORD,
    SAFE_NPM_DB_IMAGE: DATABASE,
    SAFE_NPM_BASE_IMAGE: BASE,
  }
  await using machine = await passOnRegistry(network.listen)
  await new Compose({ ...settings, DOCKER_HOST: host, SAFE_NPM_REGISTRY: machine.url }).run('build')
  const socket = `${host}.compose`
  kept(await withSystemPaths(host, socket.replace('unix://', '')))
  compose = new Compose({ ...settings, DOCKER_HOST: socket, SAFE_NPM_REGISTRY: registry.url })
}, 900_000)
afterAll(async () => {
  for (const one of made) {
    if (Symbol.asyncDispose in one) await one[Symbol.asyncDispose]()
    else one[Symbol.dispose]()
  }
})

async function user(env: Readonly<Record<string, string>>): Promise<World> {
  const world = await createWorld({ registry, env })
  await world.write('names.txt', `${registry.packages.names().join('\n')}\n`)
  return world
}

async function dsca(world: World, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await network.dsca(world, args, SECONDS).result
  expect(code, stderr).toBe(0)
  return stdout
}

/** What came of the newest survey, as dsca report gives it. */
async function resultsOf(world: World): Promise<SurveyResult[]> {
  await dsca(world, 'report', '--output=all.ndjson')
  const lines = (await readFile(join(world.project, 'all.ndjson'), 'utf8')).trim().split('\n').slice(1)
  return lines.map((line) => JSON.parse(line) as SurveyResult)
}

async function done(world: World): Promise<number> {
  const { code, stdout } = await network.dsca(world, ['survey', 'status', '--json'], SECONDS).result
  return code === 0 ? (JSON.parse(stdout) as { progress: SurveyProgress }).progress.done : 0
}

/** Of each worker: what it ended with, and how many packages it has looked at, all its starts together. */
async function workers() {
  const ids = (await compose.run('ps', '-q', 'worker')).trim().split('\n')
  return Promise.all(
    ids.map(async (id) => {
      const { stdout } = await docker(host, 'inspect', '--format', '{{.State.ExitCode}}', id)
      const { stderr } = await docker(host, 'logs', id)
      const looked = [...stderr.matchAll(/ended, having looked at (\d+)/g)].map(([, count]) => Number(count))
      return { exit: Number(stdout), ends: looked.length, looked: looked.reduce((a, b) => a + b, 0), stderr }
    }),
  )
}

test('two workers in containers share a survey, are told to end, go on, and come to what one machine comes to', {
  timeout: 2 * SECONDS * 1_000,
}, async () => {
  await compose.run('up', '-d', '--scale', 'worker=2')
  await using starter = await user(SHARED)
  const start = network.dsca(starter, ['survey', 'start', 'names.txt', '--json'], SECONDS)
  await until('a result', async () => (await done(starter)) > 0, SECONDS)
  await compose.run('stop', 'worker')
  expect((await workers()).map(({ exit, ends }) => [exit, ends])).toEqual([
    [0, 1],
    [0, 1],
  ])
  const before = await done(starter)
  expect(before).toBeLessThan(COUNT)
  await compose.run('start', 'worker')
  const { code, stdout, stderr } = await start.result
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout).progress).toMatchObject({ state: 'done', total: COUNT, done: COUNT })

  await using alone = await user({ SAFE_NPM_ENGINE: 'bubblewrap' })
  await dsca(alone, 'survey', 'start', 'names.txt')
  const [mine, theirs] = [await resultsOf(alone), await resultsOf(starter)]
  expect(essence(theirs)).toEqual(essence(mine))
  expect(theirs.flatMap(({ findings }) => findings.map(({ host }) => host))).toContain('metrics.example')
  expect(theirs.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])

  await compose.run('stop')
  const ended = await workers()
  expect(ended.map(({ exit, ends }) => [exit, ends])).toEqual([
    [0, 2],
    [0, 2],
  ])
  for (const { looked, stderr: said } of ended) {
    expect(looked, said).toBeGreaterThan(0)
    expect(said).not.toContain(PASSWORD)
  }
  expect(ended.reduce((sum, { looked }) => sum + looked, 0)).toBe(COUNT)
  await compose.run('down', '--volumes')
  const left = await Promise.all(
    ['container', 'volume', 'network'].map((kind) =>
      docker(host, kind, 'ls', '--quiet', '--filter', 'label=com.docker.compose.project'),
    ),
  )
  expect(left.map((one) => one.stdout)).toEqual(['', '', ''])
})

/** What the file takes away from a container's usual confinement; AppArmor's is missed only where there is AppArmor. */
const NEEDED = ['seccomp=unconfined', 'systempaths=unconfined']
const HARDENED = ['--cap-drop=ALL', '--security-opt=no-new-privileges', '--env=SAFE_NPM_ENGINE=bubblewrap']

test.each([
  ['nothing', 0],
  ['seccomp=unconfined', 103],
  ['systempaths=unconfined', 103],
])('without %s a sandbox ends with %i', async (lacking, code) => {
  const options = NEEDED.filter((one) => one !== lacking).map((one) => `--security-opt=${one}`)
  const given = ['--rm', '--init', ...HARDENED, ...options, 'safe-npm-worker', 'doctor']
  const ran = await docker(host, 'run', ...given)
  expect(ran.code, `${ran.stdout}${ran.stderr}`).toBe(code)
})
