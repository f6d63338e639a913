import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { analyse } from '../../src/analysis/analyse.ts'
import type { Finding, TreePackage } from '../../src/model/index.ts'
import { findNpm } from '../../src/npm/find-npm.ts'
import { boxEnvironment } from '../../src/pipeline/box-environment.ts'
import { planWork } from '../../src/pipeline/watch-plan.ts'
import { boxIds } from '../../src/sandbox/ids.ts'
import { TARBALLS_IN_BOX } from '../../src/sandbox/paths.ts'
import { DEFAULT_LIMITS } from '../../src/sandbox/plan.ts'
import type { GatewayAnswer, GatewayRequest, SandboxEngine, WatchResult } from '../../src/sandbox/sandbox.ts'
import type { TarballFolder } from '../../src/sandbox/tarball-folder.ts'
import { readContents } from '../../src/tree/contents.ts'
import { compile } from './compile.ts'
import { cleanPath, nodeHeaders } from './machine-npm.ts'
import { type Files, packTarball } from './tar.ts'

/** A package to run in the box: its scripts, by name, and its files. */
export interface Boxed {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly files?: Files
  readonly requested?: boolean
  readonly manifest?: object
  /** What the plan says of its bytes, when that is not true. */
  readonly integrity?: string
}

export interface BoxOptions {
  readonly gateway?: (request: GatewayRequest) => Promise<GatewayAnswer>
  readonly signal?: AbortSignal
  readonly limits?: Partial<typeof DEFAULT_LIMITS>
  readonly timeoutMs?: number
  readonly env?: Readonly<Record<string, string>>
  /** Where the project and the home are said to lie. */
  readonly project?: string
  readonly home?: string
  /** Called when the engine says what it does. */
  readonly onProgress?: (phase: string) => void
}

export interface BoxResult extends WatchResult {
  readonly findings: readonly Finding[]
  /** What a package's scripts printed. */
  outputOf(name: string): string
}

/** The registry that the box knows of: nobody is asked but the gateway. */
export const REGISTRY = 'https://registry.example/'

/** The real engine from source, with hand-made packages. */
export interface BoxRunner extends AsyncDisposable {
  /** Folder in which everything of it lies. */
  readonly root: string
  run(packages: readonly Boxed[], options?: BoxOptions): Promise<BoxResult>
}

/** Makes the engine, given where the tarballs lie and the folder with the compiled sensor. */
export type MakeEngine = (tarballs: readonly TarballFolder[], program: string) => SandboxEngine

export async function boxRunner(make: MakeEngine): Promise<BoxRunner> {
  const compiled = await compile('sandbox', 'decode', 'model', 'shared')
  const root = await mkdtemp(join(tmpdir(), 'boxed-'))
  const program = fileURLToPath(compiled.url(''))
  let count = 0
  return {
    root,
    run: async (packages, options = {}) => {
      count += 1
      const engine = make([{ from: root, to: TARBALLS_IN_BOX }], program)
      return runIn(join(root, `capture-${count}.pcap`), root, engine, packages, options)
    },
    [Symbol.asyncDispose]: async () => {
      await compiled[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function runIn(
  capturePath: string,
  root: string,
  engine: SandboxEngine,
  packages: readonly Boxed[],
  options: BoxOptions,
): Promise<BoxResult> {
  const setup = setupOf(options)
  const facts = {
    setup,
    scriptTimeoutMs: options.timeoutMs ?? 30_000,
    projectName: 'project',
    projectVersion: '1.0.0',
  }
  const items = await Promise.all(packages.map((one) => boxItem(one, root)))
  const requested = items.map(({ item }) => item).filter((item) => item.requested)
  const result = await engine.watch({
    setup,
    work: Promise.resolve(planWork(facts, items, requested)),
    capturePath,
    gateway: options.gateway ?? (() => Promise.reject(new Error('nobody asks the registry'))),
    onProgress: ({ phase }) => options.onProgress?.(phase),
    signal: options.signal ?? new AbortController().signal,
  })
  const { findings } = analyse({ ...result, packages: items.map(({ item }) => item) })
  const outputOf = (name: string) =>
    result.runs
      .filter((run) => run.package === name)
      .map(({ output }) => output)
      .join('')
  return { ...result, findings, outputOf }
}

function setupOf({ limits, env, home = homedir(), project = '/srv/boxed-project' }: BoxOptions) {
  const npm = findNpm(cleanPath(), process.execPath)
  const user = userInfo()
  const facts = {
    home,
    project,
    userName: user.username,
    node: process.execPath,
    registry: REGISTRY,
    headers: nodeHeaders(),
  }
  return {
    paths: { project, home, node: process.execPath, npm: npm.root },
    user: {
      name: user.username,
      shell: '/bin/sh',
      hostName: 'box-host',
      ...boxIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0),
    },
    env: boxEnvironment({ PATH: cleanPath(), ...env }, facts),
    registries: [{ url: REGISTRY, host: 'registry.example', port: 443, tls: true }],
    limits: { ...DEFAULT_LIMITS, lingerMs: 5_000, ...limits },
  }
}

async function boxItem(one: Boxed, root: string) {
  const { name, scripts = {}, files = {}, manifest = {}, integrity: claimed } = one
  const text = JSON.stringify({ name, version: '1.0.0', scripts, ...manifest })
  const tarball = packTarball({ 'index.js': '', ...files, 'package.json': text })
  const hash = createHash('sha512').update(tarball)
  const integrity = claimed ?? `sha512-${hash.copy().digest('base64')}`
  const file = `${hash.digest('hex').slice(0, 32)}.tgz`
  await writeFile(join(root, file), tarball)
  const gyp = files['binding.gyp']
  const seen = [
    { path: 'package.json', text },
    ...(gyp === undefined ? [] : [{ path: 'binding.gyp', text: String(gyp) }]),
  ]
  const contents = readContents(seen, integrity).get('')
  if (!contents) throw new Error('a package without contents')
  return { item: treePackage(one, integrity), contents, tarball: `${TARBALLS_IN_BOX}/${file}` }
}

function treePackage({ name, requested }: Boxed, integrity: string): TreePackage {
  return {
    name,
    version: '1.0.0',
    integrity,
    location: `node_modules/${name}`,
    resolved: null,
    source: 'registry',
    direct: true,
    requested: requested ?? false,
    optional: false,
    path: [`${name}@1.0.0`],
    dependencies: [],
    claimsScripts: null,
    bundledIn: null,
  }
}
