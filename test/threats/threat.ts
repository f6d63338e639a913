import type { Finding, ScanReport, VerdictKind } from '../../src/model/index.ts'
import type { FixturePackage } from '../helpers/fixtures.ts'
import type { World } from '../helpers/world.ts'

// The words of the table of threats: what hostile packages do, and what must be seen of it.

export type EngineName = 'bubblewrap' | 'docker'

/** What must be told. Package, script and phase are those of the threat unless said otherwise. */
export interface Expected {
  readonly code: Finding['code']
  /** Host or address. */
  readonly place?: string
  readonly port?: number
  readonly protocol?: string
  /** Stands in the detail. */
  readonly detail?: string | RegExp
  readonly severity?: Finding['severity']
  readonly package?: string | null
  readonly version?: string | null
  readonly script?: Finding['script']
  readonly phase?: Finding['phase']
  /** Names from the project's own dependency down. */
  readonly path?: readonly string[]
  readonly allowed?: boolean
  /** Of a deeper watch: when alone it was seen. */
  readonly condition?: string
}

/** How a threat came in, and what was said of it. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly report: ScanReport
  readonly world: World
}

/** What a run has at hand. Everything of it is registered and goes when the run has ended. */
export interface Stage {
  readonly engine: EngineName
  readonly world: World
  readonly keep: <T extends AsyncDisposable>(thing: T) => T
}

export interface Threat {
  /** Row of the table. */
  readonly id: string
  /** Unique: name of the test. */
  readonly name: string
  /** What it does, as the page tells it. */
  readonly title: string
  /** Folders of test/fixtures/packages, or packages that are made. */
  readonly publish: readonly (string | FixturePackage)[]
  /** What is asked for; the first of `publish` unless said. */
  readonly specs?: readonly string[]
  /** More words for `dsca scan`. */
  readonly flags?: readonly string[]
  /** In place of `dsca scan`. */
  readonly run?: (stage: Stage, flags: readonly string[]) => Promise<Outcome>
  /** `name@version` that is blamed; the first that is published unless said. */
  readonly blamed?: string
  readonly script?: Finding['script']
  readonly verdict: VerdictKind
  readonly findings: readonly Expected[]
  /** What no finding can say. */
  readonly check?: (outcome: Outcome) => void | Promise<void>
  /** An honest gap: the verdict above is what it gets, and why. */
  readonly notSeen?: string
  /** Where one engine differs. */
  readonly on?: Readonly<Partial<Record<EngineName, Pick<Threat, 'verdict' | 'findings' | 'notSeen'>>>>
  readonly note?: string
  readonly red: Red
}

/**
 * What plain npm lets it do, in a namespace where nothing answers but a resolver that knows no name: names that are
 * asked for (`*.name` for whatever is below it), `tcp ADDRESS:PORT`, `udp :PORT`. Or why there is nothing to be seen that way.
 */
export type Red =
  | {
      readonly seen: readonly string[]
      readonly how?: 'install' | 'import' | 'bin'
      readonly lingerMs?: number
      /** The install itself fails. */
      readonly fails?: boolean
    }
  | { readonly none: string }

/** What holds on an engine. */
export function onEngine(threat: Threat, engine: EngineName): Threat {
  return { ...threat, ...threat.on?.[engine] }
}
