import { manifestFindings } from '../analysis/manifest-findings.ts'
import { treeFindings } from '../analysis/tree-findings.ts'
import type { KnownPackage, VerdictKey } from '../history/history.ts'
import type { Finding, Phase, ScanReport, TreePackage, Verdict } from '../model/index.ts'
import { closureHash } from '../tree/closure.ts'
import { decide } from '../verdict/decide.ts'
import { openBox } from './box.ts'
import { inspectAll, inspectInto } from './inspect-packages.ts'
import { knownPackages } from './known-packages.ts'
import { scanReport } from './scan-report.ts'
import type { ExamineTools, Inspected, Installation } from './tools.ts'
import type { WatchChoice, Watched } from './watch.ts'

export interface Examination {
  readonly report: ScanReport
  readonly verdict: Verdict
  /** What scripts printed, by run. */
  readonly outputs: readonly { readonly id: number; readonly output: string }[]
  /** To be recorded for later scans. */
  readonly known: ReturnType<typeof knownPackages>
  /** Integrity of the bytes that were looked at, by location, where the tree had none. */
  readonly integrities: ReadonlyMap<string, string>
  /** Everything was known and clean: not a word to the user. */
  readonly nothingNew: boolean
}

/** From a resolved tree to a verdict: look up, read, watch, analyse, decide. */
export async function examine(installation: Installation, tools: ExamineTools): Promise<Examination> {
  const began = tools.clock()
  const inspected = new Map<string, Inspected>()
  const { incoming, identified } = await identify(installation, tools, inspected)
  const keys = new Map(incoming.map((item) => [item.location, keyOf(item, identified, installation, tools)]))
  const known = installation.ignoreScripts ? [] : await tools.history.known([...keys.values()], tools.context)
  const knownAt = matchKnown(keys, known)
  const unknown = installation.ignoreScripts ? [] : incoming.filter(({ location }) => !knownAt.has(location))

  const { watched, bundled } = await readAndWatch(
    { unknown, identified, execution: installation.execution ?? null },
    inspected,
    tools,
  )

  const findings = [
    ...treeFindings(incoming).filter(({ host }) => !(host && tools.agreedSources?.has(host))),
    ...unknown.flatMap((item) => manifestFindingsOf(item, inspected)),
    ...(watched?.findings ?? []),
    ...knownFindings(incoming, knownAt),
  ]
  const verdict = decide(findings, tools.policy)
  tools.onStage('done', incoming.length)
  const scanned = [...incoming, ...bundled]
  return {
    report: scanReport({
      scanned,
      inspected,
      knownAt,
      watched,
      verdict,
      tools,
      totalMs: tools.clock() - began,
    }),
    verdict,
    outputs: watched?.result.runs.map(({ id, output }) => ({ id, output })) ?? [],
    known: knownPackages({
      unknown: [...unknown, ...bundled],
      keys,
      inspected,
      findings,
      watched,
      watchedAt: tools.scan.startedAt,
    }),
    integrities: new Map(
      identified.flatMap(({ location, integrity }) => (integrity ? [[location, integrity] as const] : [])),
    ),
    nothingNew: unknown.length === 0 && verdict.kind === 'clean',
  }
}

/** The box starts while the packages are read, when it is likely to be needed. */
async function readAndWatch(
  {
    unknown,
    identified,
    execution,
  }: Pick<WatchChoice, 'execution'> & {
    readonly unknown: readonly TreePackage[]
    readonly identified: readonly TreePackage[]
  },
  inspected: Map<string, Inspected>,
  tools: ExamineTools,
): Promise<{ readonly watched: Watched | null; readonly bundled: readonly TreePackage[] }> {
  if (unknown.length === 0) return { watched: null, bundled: [] }
  tools.onStage('read', unknown.length)
  const likely = unknown.some(({ requested, claimsScripts }) => requested || claimsScripts === true)
  const early = likely ? openBox(tools, tools.capturePath) : null
  try {
    await inspectAll(inspected, unknown, identified, tools)
    const bundled = bundledPackages(unknown, inspected)
    const roots = [...unknown, ...bundled].filter(
      (item) => item.requested || hasScripts(inspected.get(item.location)),
    )
    if (roots.length === 0) {
      await early?.cancel()
      return { watched: null, bundled }
    }
    // Loaded when something is watched: a known tree needs neither the box nor the analysis.
    const { watch } = await import('./watch.ts')
    const all = [...identified, ...bundled]
    const box = early ?? openBox(tools, tools.capturePath)
    return { watched: await watch({ all, roots, inspected, execution }, tools, box), bundled }
  } catch (error) {
    await early?.cancel()
    throw error
  }
}

/** Packages without integrity are read first: what they are is the hash of their bytes. */
async function identify(installation: Installation, tools: ExamineTools, inspected: Map<string, Inspected>) {
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
  tools: ExamineTools,
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

function keyText({ name, version, integrity, closure, phases }: VerdictKey): string {
  return JSON.stringify([name, version, integrity, closure, phases])
}

/** Packages that came inside a tarball and are not in npm's tree yet: npm finds them only on unpacking. */
function bundledPackages(unknown: readonly TreePackage[], inspected: Map<string, Inspected>): TreePackage[] {
  const present = new Set(unknown.map(({ location }) => location))
  const found: TreePackage[] = []
  for (const item of unknown) {
    for (const [location, { contents }] of inspected) {
      if (!location.startsWith(`${item.location}/node_modules/`) || present.has(location)) continue
      present.add(location)
      const name = contents.name ?? location
      const version = contents.version ?? ''
      found.push({
        ...item,
        location,
        name,
        version,
        integrity: contents.integrity,
        direct: false,
        requested: false,
        path: [...item.path, `${name}@${version}`],
        dependencies: [],
        claimsScripts: null,
        bundledIn: item.location,
      })
    }
  }
  return found
}

function hasScripts(inspected: Inspected | undefined): boolean {
  return inspected !== undefined && Object.keys(inspected.contents.scripts).length > 0
}

function manifestFindingsOf(
  item: TreePackage,
  inspected: ReadonlyMap<string, Inspected>,
): readonly Finding[] {
  const own = inspected.get(item.location)
  return own && item.bundledIn === null ? manifestFindings(item, own.contents) : []
}

/** What was found of a package before, told with the path by which it comes now. */
function knownFindings(
  incoming: readonly TreePackage[],
  knownAt: ReadonlyMap<string, KnownPackage>,
): Finding[] {
  return incoming.flatMap((item) =>
    (knownAt.get(item.location)?.findings ?? []).map((finding) => ({ ...finding, path: item.path })),
  )
}
