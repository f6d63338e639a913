import { createHash, randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createGateway } from '../../gateway/gateway.ts'
import type { History } from '../../history/history.ts'
import type { Policy } from '../../model/index.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import { contentFolder, type TarballSource } from '../../npm/tarballs.ts'
import type { ExamineTools } from '../../pipeline/tools.ts'
import { TARBALLS_IN_BOX } from '../../sandbox/paths.ts'
import { dataPaths } from '../../shared/paths.ts'
import { createScanId } from '../../shared/ulid.ts'
import type { OwnFlags } from '../own-flags.ts'
import { hostFacts, type ProjectFacts } from './host-facts.ts'
import { cleanUp } from './housekeeping.ts'
import { inspect } from './inspect.ts'

/** Verdicts of another sensor are not reused: raise it with every change of what a watch sees or does. */
export const SENSOR_VERSION = '1'

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
}

export interface Session {
  readonly tools: ExamineTools
  /** To be called when the watch is over, however it ended. */
  readonly cleanUp: () => Promise<void>
}

/** Wires the adapters to the pipeline for one watch. */
export function openSession(input: SessionInput): Session {
  const { own, npm, libraries, options, registries, history, policy, signal, ui } = input
  const now = Date.now()
  const id = createScanId(now, randomBytes)
  const paths = dataPaths(process.env, homedir())
  const spill = join(paths.state, 'tarballs', id)
  const source: TarballSource = { libraries, options, spill }
  const tools: ExamineTools = {
    history,
    policy,
    context: { platform: platformName(), sensor: SENSOR_VERSION },
    inspect: (packages) => inspect(packages, source),
    // The engines are loaded when a box is needed: a known tree needs none.
    engine: async () => {
      const { startSelected } = await import('../engines.ts')
      return startSelected(own.engine, [
        { from: contentFolder(String(options.cache)), to: `${TARBALLS_IN_BOX}/cache` },
        { from: spill, to: `${TARBALLS_IN_BOX}/spill` },
      ])
    },
    facts: () => hostFacts(own, npm, registries, input.project),
    gateway: createGateway(registries, (url, accept) =>
      libraries.fetch(url, { ...options, preferOffline: true, ...(accept ? { headers: { accept } } : {}) }),
    ),
    capturePath: join(paths.captures, `${id}.pcap`),
    sha256hex: (text) => createHash('sha256').update(text).digest('hex'),
    scan: { id, startedAt: now, platform: platformName(), npm: npm.version, node: process.versions.node },
    clock: () => performance.now(),
    signal,
    ...ui,
  }
  return { tools, cleanUp: () => cleanUp(spill, paths.captures) }
}

/** What a watch holds for: `linux-x64`. */
export function platformName(): string {
  return `${process.platform}-${process.arch}`
}
