import { createHash } from 'node:crypto'
import { coverKey } from '../../../src/history/coverage.ts'
import type { History, KnownPackage, VerdictKey } from '../../../src/history/history.ts'
import type { Fault, PackageContents, Policy, Run, TreePackage } from '../../../src/model/index.ts'
import type { examine } from '../../../src/pipeline/examine.ts'
import type { ExamineTools, Inspected } from '../../../src/pipeline/tools.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import type { BoxWork, PlannedRun } from '../../../src/sandbox/plan.ts'
import { DEFAULT_LIMITS } from '../../../src/sandbox/plan.ts'
import type { SandboxEngine, WatchResult } from '../../../src/sandbox/sandbox.ts'

export function item(name: string, change: Partial<TreePackage> = {}): TreePackage {
  return {
    name,
    version: '1.0.0',
    integrity: `sha512-${name}`,
    location: `node_modules/${name}`,
    resolved: null,
    source: 'registry',
    direct: true,
    requested: false,
    optional: false,
    path: [`${name}@1.0.0`],
    dependencies: [],
    claimsScripts: null,
    bundledIn: null,
    ...change,
  }
}

export function contentsOf(name: string, change: Partial<PackageContents> = {}): PackageContents {
  return {
    integrity: `sha512-${name}`,
    name,
    version: '1.0.0',
    scripts: {},
    hasBindingGyp: false,
    hasBin: false,
    ...change,
  }
}

/** Remembers by the same rule as the databases do. */
export class MemoryHistory {
  readonly #rows: (Omit<KnownPackage, 'scanId'> & { readonly scanId: string })[] = []

  remember(known: Awaited<ReturnType<typeof examine>>['known'], scanId = 'scan'): void {
    for (const one of known) this.#rows.push({ ...one, scanId })
  }

  known(keys: readonly VerdictKey[]): Promise<readonly KnownPackage[]> {
    return Promise.resolve(
      keys.flatMap((key) => {
        const rows = this.#rows.filter(
          (row) =>
            row.key.name === key.name &&
            row.key.version === key.version &&
            row.key.integrity === key.integrity,
        )
        const found = coverKey(
          key,
          rows.map((row) => ({ ...row, closure: row.key.closure, phases: row.key.phases })),
        )
        return found ? [found] : []
      }),
    )
  }
}

/** What happens in the box of a fake engine: how each run ends, and what was seen. */
export interface Happening {
  readonly runs?: (planned: PlannedRun) => Partial<Run> | null
  readonly faults?: readonly Fault[]
  /** DNS names that runs ask for, by package. */
  readonly asks?: Readonly<Record<string, string>>
  readonly change?: Partial<WatchResult>
}

export interface FakeBox {
  readonly engine: SandboxEngine
  readonly works: BoxWork[]
  cancelled: number
}

/** Each watch takes the next happening; the last one goes on. A rejection is an Error. */
export function fakeBox(...happenings: readonly (Happening | Error)[]): FakeBox {
  let turn = 0
  const box: FakeBox = {
    works: [],
    cancelled: 0,
    engine: {
      name: 'fake',
      probe: () => Promise.resolve({ works: true, detail: '' }),
      clean: () => Promise.resolve(0),
      watch: async ({ work, signal, capturePath }) => {
        const aborted = new Promise<'aborted'>((resolve) =>
          signal.addEventListener('abort', () => resolve('aborted'), { once: true }),
        )
        const given = await Promise.race([work, aborted])
        if (given === 'aborted') {
          box.cancelled += 1
          return resultOf({ packages: [], files: [], runs: [] }, {}, capturePath)
        }
        box.works.push(given)
        const happening = happenings[Math.min(turn++, happenings.length - 1)] ?? {}
        if (happening instanceof Error) throw happening
        return resultOf(given, happening, capturePath)
      },
    },
  }
  return box
}

function resultOf(work: BoxWork, happening: Happening, capturePath: string): WatchResult {
  const runs = work.runs.flatMap((planned): Run[] => {
    const end = happening.runs === undefined ? {} : happening.runs(planned)
    if (end === null) return []
    const { id, phase, location, package: name, version, script, command } = planned
    return [
      {
        id,
        phase,
        location,
        package: name,
        version,
        script,
        command,
        startedAt: id * 10,
        endedAt: id * 10 + 5,
        exitCode: 0,
        signal: null,
        timedOut: false,
        survived: false,
        output: '',
        ...end,
      },
    ]
  })
  const resolver = { address: '127.0.0.53', port: 53 }
  const network = runs.flatMap((run) => {
    const name = happening.asks?.[run.package ?? '']
    if (name === undefined || run.script === 'import') return []
    return [
      {
        kind: 'dns-query' as const,
        transport: 'udp' as const,
        time: run.startedAt + 1,
        source: { address: '127.0.0.1', port: 40_000 + run.id },
        destination: resolver,
        questions: [{ name, labels: name.split('.'), type: 'A' }],
      },
    ]
  })
  return {
    engine: 'fake',
    runs,
    network,
    owners: [],
    requests: [],
    registryRequests: [],
    registries: [],
    names: [],
    own: [],
    resolver,
    capture: {
      packets: 2,
      bytes: 100,
      linkTypes: ['EN10MB'],
      complete: true,
      problem: null,
      firstTime: 1,
      lastTime: 2,
      dropped: 0,
      path: capturePath,
    },
    faults: happening.faults ?? [],
    timings: { start: 0, fetch: 0, scripts: 0, decode: 0 },
    ...happening.change,
  }
}

export interface Bytes {
  readonly [location: string]: PackageContents | Error
}

export function toolsOf(
  box: FakeBox,
  bytes: Bytes,
  change: { readonly history?: MemoryHistory; readonly policy?: Policy; readonly inspected?: string[] } = {},
): ExamineTools {
  const history = change.history ?? new MemoryHistory()
  return {
    history: history as unknown as History,
    context: { platform: 'linux-x64', sensor: '1' },
    policy: change.policy ?? createPolicy([]),
    deep: false,
    hashOriginals: () => Promise.resolve(new Map()),
    inspect: (packages) => {
      change.inspected?.push(...packages.map(({ location }) => location))
      return Promise.resolve(new Map(packages.flatMap(({ location }) => bytesAt(location, bytes))))
    },
    engine: () => Promise.resolve({ engine: box.engine, why: 'fake: chosen by the test' }),
    facts: async () => ({
      setup: {
        paths: { project: '/srv/project', home: '/home/user', node: '/usr/bin/node', npm: '/usr/lib/npm' },
        user: { name: 'user', uid: 1000, gid: 1000, shell: '/bin/sh', hostName: 'host' },
        env: {},
        registries: [],
        limits: DEFAULT_LIMITS,
      },
      scriptTimeoutMs: 1_000,
      projectName: 'project',
      projectVersion: '1.0.0',
    }),
    gateway: () => Promise.reject(new Error('nobody asks')),
    capturePath: '/srv/captures/x.pcap',
    sha256hex: (text) => createHash('sha256').update(text).digest('hex'),
    scan: { id: 'scan', startedAt: 0, platform: 'linux-x64', npm: '11', node: '20' },
    clock: () => 0,
    onStage: () => {},
    onProgress: () => {},
    signal: new AbortController().signal,
  }
}

/** A package's own bytes, and what is bundled in them. */
function bytesAt(location: string, bytes: Bytes): [string, Inspected | Error][] {
  const own = bytes[location]
  if (own === undefined) return [[location, new Error('not found')]]
  if (own instanceof Error) return [[location, own]]
  const bundled = Object.entries(bytes).filter(([at]) => at.startsWith(`${location}/node_modules/`))
  return [
    [location, { contents: own, tarball: `/mnt/${location}` }],
    ...bundled.flatMap(([at, contents]): [string, Inspected][] =>
      contents instanceof Error ? [] : [[at, { contents, tarball: null }]],
    ),
  ]
}
