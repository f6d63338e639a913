import { treeFindings } from '../analysis/tree-findings.ts'
import type { KnownPackage } from '../history/history.ts'
import type { Finding, ScanReport, TreePackage, Verdict } from '../model/index.ts'
import { decide } from '../verdict/decide.ts'
import { openBox } from './box.ts'
import { inspectAll } from './inspect-packages.ts'
import { hasScripts, saidOtherwise } from './inspected.ts'
import { knownPackages } from './known-packages.ts'
import { lookUp } from './look-up.ts'
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
  const { incoming, identified, keys, knownAt } = await lookUp(installation, tools, inspected)
  const unknown = installation.ignoreScripts ? [] : incoming.filter(({ location }) => !knownAt.has(location))

  const { watched, bundled } = await readAndWatch(
    { unknown, identified, execution: installation.execution ?? null },
    inspected,
    tools,
  )

  const findings = [
    ...treeFindings(incoming).filter(({ host }) => !(host && tools.agreedSources?.has(host))),
    ...saidOtherwise(unknown, inspected),
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

/** What was found of a package before, told with the path by which it comes now. */
function knownFindings(
  incoming: readonly TreePackage[],
  knownAt: ReadonlyMap<string, KnownPackage>,
): Finding[] {
  return incoming.flatMap((item) =>
    (knownAt.get(item.location)?.findings ?? []).map((finding) => ({ ...finding, path: item.path })),
  )
}
