import type { KnownPackage, VerdictKey } from '../history/history.ts'
import type { Phase, TreePackage } from '../model/index.ts'
import { closureHash } from '../tree/closure.ts'
import { inspectInto } from './inspect-packages.ts'
import type { ExamineTools, Inspected, Installation } from './tools.ts'

export interface LookedUp {
  /** Every package, with the integrity of its bytes. */
  readonly identified: readonly TreePackage[]
  readonly incoming: readonly TreePackage[]
  /** By location. */
  readonly keys: ReadonlyMap<string, VerdictKey>
  readonly knownAt: ReadonlyMap<string, KnownPackage>
}

/** What each package is, and what the history knows of it. */
export async function lookUp(
  installation: Installation,
  tools: Pick<ExamineTools, 'history' | 'context' | 'sha256hex' | 'inspect' | 'onStage'>,
  inspected: Map<string, Inspected>,
): Promise<LookedUp> {
  const { incoming, identified } = await identify(installation, tools, inspected)
  const keys = new Map(incoming.map((item) => [item.location, keyOf(item, identified, installation, tools)]))
  const known = installation.ignoreScripts ? [] : await tools.history.known([...keys.values()], tools.context)
  return { identified, incoming, keys, knownAt: matchKnown(keys, known) }
}

/** Packages without integrity are read first: what they are is the hash of their bytes. */
async function identify(
  installation: Installation,
  tools: Pick<ExamineTools, 'inspect' | 'onStage'>,
  inspected: Map<string, Inspected>,
) {
  const nameless = installation.packages.filter(
    (item) =>
      !item.integrity &&
      item.bundledIn === null &&
      installation.incoming.has(item.location) &&
      !installation.ignoreScripts,
  )
  if (nameless.length > 0) tools.onStage('read', nameless.length)
  await inspectInto(inspected, nameless, tools)
  const own = installation.packages.map((item) => {
    const integrity = item.integrity ?? inspected.get(item.location)?.contents.integrity ?? null
    return integrity === item.integrity ? item : { ...item, integrity }
  })
  // What is bundled is part of the bundler's bytes.
  const byLocation = new Map(own.map((item) => [item.location, item]))
  const identified = own.map((item) =>
    item.bundledIn === null
      ? item
      : { ...item, integrity: byLocation.get(item.bundledIn)?.integrity ?? null },
  )
  return { identified, incoming: identified.filter(({ location }) => installation.incoming.has(location)) }
}

function keyOf(
  item: TreePackage,
  packages: readonly TreePackage[],
  { execution }: Installation,
  tools: Pick<ExamineTools, 'sha256hex'>,
): VerdictKey {
  const asked: readonly Phase[] = execution ? ['import', 'bin'] : ['import']
  return {
    name: item.name,
    version: item.version,
    integrity: item.integrity ?? '',
    closure: closureHash(packages, item.location, tools.sha256hex),
    phases: item.requested ? ['install', ...asked] : ['install'],
  }
}

function matchKnown(
  keys: ReadonlyMap<string, VerdictKey>,
  known: readonly KnownPackage[],
): ReadonlyMap<string, KnownPackage> {
  const byKey = new Map(known.map((entry) => [keyText(entry.key), entry]))
  return new Map(
    [...keys].flatMap(([location, key]) => {
      const entry = key.integrity === '' ? undefined : byKey.get(keyText(key))
      return entry ? [[location, entry] as const] : []
    }),
  )
}

export function keyText({ name, version, integrity, closure, phases }: VerdictKey): string {
  return JSON.stringify([name, version, integrity, closure, phases])
}
