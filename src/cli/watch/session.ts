import { createHash, randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { History } from '../../history/history.ts'
import type { Policy } from '../../model/index.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import type { TarballSource } from '../../npm/tarballs.ts'
import type { ExamineTools } from '../../pipeline/tools.ts'
import { dataPaths } from '../../shared/paths.ts'
import { createScanId } from '../../shared/ulid.ts'
import type { OwnFlags } from '../own-flags.ts'
import type { ProjectFacts } from './host-facts.ts'
import { nothingKnown } from './nothing-known.ts'

/** Verdicts of another sensor are not reused: raise it with every change of what a watch sees or does. */
export const SENSOR_VERSION = '4'

export interface SessionInput {
  readonly own: OwnFlags
  readonly npm: FoundNpm
  readonly libraries: NpmLibraries
  /** npm's flat options. */
  readonly options: Readonly<Record<string, unknown>>
  readonly registries: readonly string[]
  readonly project: ProjectFacts
  readonly history: History
  readonly policy: Policy
  readonly signal: AbortSignal
  readonly ui: Pick<ExamineTools, 'onStage' | 'onProgress'>
  /** Where many watches share an engine: it, the folder that it shows them, and the folder of their captures. */
  readonly shared?: {
    readonly spill: string
    readonly captures: string
    readonly engine: ExamineTools['engine']
  }
}

export interface Session {
  readonly tools: ExamineTools
  /** To be called when the watch is over, however it ended. */
  readonly cleanUp: () => Promise<void>
}

/**
 * Wires the adapters to the pipeline for one watch. What reads packages and what runs them is loaded when it is
 * asked for: a known tree needs neither, and each module costs it half a millisecond.
 */
export function openSession(input: SessionInput): Session {
  const { own, npm, libraries, options, registries, history, policy, signal, ui, shared } = input
  const now = Date.now()
  const id = createScanId(now, randomBytes)
  const paths = dataPaths(process.env, homedir())
  const spill = shared?.spill ?? join(paths.state, 'tarballs', id)
  const source: TarballSource = { libraries, options, spill }
  let used = false
  // Once: the decoys that are planted are those that are looked for.
  let facts: ReturnType<ExamineTools['facts']> | undefined
  const tools: ExamineTools = {
    history: own.deep ? nothingKnown(history) : history,
    deep: own.deep,
    policy,
    context: { platform: platformName(), sensor: SENSOR_VERSION },
    inspect: async (packages) => {
      used = true
      const { inspect } = await import('./inspect.ts')
      return inspect(packages, source)
    },
    hashOriginals: async (item, paths) => {
      const { hashOriginals } = await import('../../npm/tarballs.ts')
      return hashOriginals(item, paths, source)
    },
    engine: () => {
      used = true
      return shared?.engine() ?? startEngine(own.engine, source)
    },
    facts: () => {
      facts ??= import('./host-facts.ts').then(({ hostFacts }) =>
        hostFacts(own, npm, registries, input.project),
      )
      return facts
    },
    gateway: lazyGateway(input),
    capturePath: join(shared?.captures ?? paths.captures, `${id}.pcap`),
    sha256hex: (text) => createHash('sha256').update(text).digest('hex'),
    scan: { id, startedAt: now, platform: platformName(), npm: npm.version, node: process.versions.node },
    clock: () => performance.now(),
    signal,
    ...ui,
  }
  const cleanUp = async () => {
    if (!used) return
    const { cleanUp: remove } = await import('./housekeeping.ts')
    await remove(spill, paths.captures)
  }
  return { tools, cleanUp }
}

/** Answers what the box asks of the registries. */
function lazyGateway({ registries, libraries, options }: SessionInput): ExamineTools['gateway'] {
  let gateway: Promise<ExamineTools['gateway']> | undefined
  return async (request) => {
    gateway ??= import('../../gateway/gateway.ts').then(({ createGateway }) =>
      createGateway(registries, (url, accept) =>
        libraries.fetch(url, { ...options, preferOffline: true, ...(accept ? { headers: { accept } } : {}) }),
      ),
    )
    return (await gateway)(request)
  }
}

/** The engines are loaded when a box is needed: a known tree needs none. */
export async function startEngine(wanted: string, { options, spill }: TarballSource) {
  const [{ startSelected }, { TARBALLS_IN_BOX }, { contentFolder }] = await Promise.all([
    import('../engines.ts'),
    import('../../sandbox/paths.ts'),
    import('../../npm/tarballs.ts'),
  ])
  return startSelected(wanted, [
    { from: contentFolder(String(options.cache)), to: `${TARBALLS_IN_BOX}/cache` },
    { from: spill, to: `${TARBALLS_IN_BOX}/spill` },
  ])
}

/** What a watch holds for: `linux-x64`. */
export function platformName(): string {
  return `${process.platform}-${process.arch}`
}
