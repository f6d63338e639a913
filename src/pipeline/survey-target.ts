import type { KnownPackage, VerdictKey } from '../history/history.ts'
import type { TreePackage } from '../model/index.ts'
import type { SurveyImports } from '../model/survey.ts'
import { decide } from '../verdict/decide.ts'
import { examine } from './examine.ts'
import { inspectAll } from './inspect-packages.ts'
import { hasScripts, saidOtherwise } from './inspected.ts'
import { keyText, type LookedUp, lookUp } from './look-up.ts'
import { inert, notHere } from './survey-read.ts'
import { commonOf, type Looked, looked, type ResolvedTarget } from './survey-result.ts'
import type { SurveyTools } from './survey-tools.ts'
import type { ExamineTools, Inspected, Installation } from './tools.ts'
import { asAsked, withKnown } from './with-known.ts'

/**
 * One target: what its packages are is read from their bytes; what has scripts runs in a box and is loaded beside them,
 * unless the history knows it with these very dependencies; what has none needs nothing else, or is only loaded.
 */
export async function surveyTarget(resolved: ResolvedTarget, tools: SurveyTools): Promise<Looked> {
  const inspected = new Map<string, Inspected>()
  await inspectAll(inspected, resolved.packages, resolved.packages, { inspect: tools.peek })
  const scripted = scriptedOf(resolved.packages, inspected)
  if (scripted.size === 0 && tools.imports !== 'all') return inert(resolved, inspected, tools)
  if (resolved.elsewhere !== null) return notHere(resolved, resolved.elsewhere, { inspected, tools })

  const installation = installationOf(resolved.packages, scripted, tools.imports)
  const one: Case = { resolved, installation, scripted, inspected }
  const first = await whatIsToRun(one, tools)
  if (first.keys.length === 0) return inferred(one, first, tools)
  if (isOnlyLoaded(one, first)) {
    const scans = await tools.together.load(installation.packages)
    const then = await whatIsToRun(one, tools)
    if (then.keys.length === 0) return inferred(one, then, tools, scans)
  }
  const leave = await tools.enter(first.keys.map(keyText))
  try {
    // Somebody else may have run them meanwhile.
    const now = await whatIsToRun(one, tools)
    if (now.keys.length === 0) return await inferred(one, now, tools)
    return await watched(one, now, tools)
  } finally {
    leave()
  }
}

interface Case {
  readonly resolved: ResolvedTarget
  /** `requested` is what is loaded beside the scripts. */
  readonly installation: Installation
  /** Locations. */
  readonly scripted: ReadonlySet<string>
  readonly inspected: Map<string, Inspected>
}

interface ToRun {
  readonly looked: LookedUp
  readonly unknown: readonly TreePackage[]
  /** Of those packages that the history does not know and that have something to run. */
  readonly keys: readonly VerdictKey[]
}

async function whatIsToRun(
  { installation, scripted, inspected }: Case,
  { quiet, peek }: SurveyTools,
): Promise<ToRun> {
  const looked = await lookUp(
    installation,
    { ...quiet, history: asAsked(quiet.history), inspect: peek },
    inspected,
  )
  const unknown = looked.incoming.filter(
    (item) => !looked.knownAt.has(item.location) && (item.requested || scripted.has(item.location)),
  )
  const keys = unknown.flatMap(({ location }) => {
    const key = looked.keys.get(location)
    return key ? [key] : []
  })
  return { looked, unknown, keys }
}

/**
 * What is loaded hangs on the package alone and not on who is looked at first, so that a survey comes to the same
 * whenever it is made: each package with scripts, where they run, and with `all` the target itself.
 */
function installationOf(
  packages: readonly TreePackage[],
  scripted: ReadonlySet<string>,
  imports: SurveyImports,
): Installation {
  const isLoaded = ({ requested, location }: TreePackage) =>
    imports !== 'none' && (scripted.has(location) || (requested && imports === 'all'))
  return {
    packages: packages.map((item) => ({ ...item, requested: isLoaded(item) })),
    incoming: new Set(packages.map(({ location }) => location)),
    ignoreScripts: false,
  }
}

/** Nothing in its tree has a script that is to run, and nothing is to be told of it. */
function isOnlyLoaded(one: Case, { looked, unknown }: ToRun): boolean {
  return (
    unknown.every(({ location }) => !one.scripted.has(location)) &&
    knownOf(one, looked).findings.every(({ severity }) => severity === 'info')
  )
}

/** What the history knows of what runs in this tree, as it is told of this one. */
function knownOf({ resolved, inspected }: Case, { incoming, knownAt }: LookedUp) {
  const known: readonly (readonly [TreePackage, KnownPackage])[] = incoming.flatMap((item) => {
    const entry = knownAt.get(item.location)
    return entry && (item.requested || hasScripts(inspected.get(item.location)))
      ? [[item, entry] as const]
      : []
  })
  const findings = [
    ...resolved.foreign,
    ...saidOtherwise(resolved.packages, inspected),
    ...known.flatMap(([{ path }, entry]) =>
      entry.findings.filter(({ code }) => code !== 'manifest-mismatch').map((one) => ({ ...one, path })),
    ),
  ]
  return { known, findings }
}

/** `scans`: in which this very target was loaded, beside others. */
async function inferred(
  one: Case,
  { looked: found }: ToRun,
  { quiet }: SurveyTools,
  scans: ReadonlySet<string> = new Set(),
): Promise<Looked> {
  const { known, findings } = knownOf(one, found)
  const { kind, findings: decided } = decide(findings, quiet.policy)
  const { common, own } = commonOf(one.resolved, one.inspected)
  const scanIds = [...new Set(known.map(([, { scanId }]) => scanId))]
  return looked({
    ...common,
    verdict: kind,
    basis: scanIds.some((id) => scans.has(id)) ? 'watched' : 'inferred',
    scanIds,
    imported: known.some(([item]) => item.requested && item.location === own?.location),
    findings: decided,
  })
}

async function watched(
  { resolved, installation, inspected }: Case,
  { keys }: ToRun,
  tools: SurveyTools,
): Promise<Looked> {
  const scan = tools.openScan()
  let keep = true
  try {
    const before = new Set<string>()
    const examination = await examine(installation, {
      ...scan.tools,
      history: rememberingScans(asAsked(scan.tools.history), before),
    })
    const { report } = examination
    const { kind, findings } = decide(
      [...resolved.foreign, ...examination.verdict.findings],
      scan.tools.policy,
    )
    await tools.record(examination)
    tools.doubts.note(examination, keys)
    keep = findings.length > 0
    const { common, own } = commonOf(resolved, inspected)
    return looked({
      ...common,
      verdict: kind,
      basis: 'watched',
      scanIds: [report.id, ...before],
      imported: report.runs.some(
        (run) => run.phase === 'import' && run.package === own?.name && run.version === own?.version,
      ),
      findings,
    })
  } finally {
    await scan.cleanUp(keep)
  }
}

/** The scans that known packages of this tree were watched in. */
function rememberingScans(history: ExamineTools['history'], scans: Set<string>): ExamineTools['history'] {
  return withKnown(history, async (keys, context) => {
    const known = await history.known(keys, context)
    for (const { scanId, inert: nothing } of known) if (!nothing) scans.add(scanId)
    return known
  })
}

/** Locations of packages with scripts; for what came inside a tarball, that of its bundler in npm's tree too. */
function scriptedOf(
  packages: readonly TreePackage[],
  inspected: ReadonlyMap<string, Inspected>,
): ReadonlySet<string> {
  const inTree = new Set(packages.map(({ location }) => location))
  const found = new Set<string>()
  for (const [location, own] of inspected) {
    if (!hasScripts(own)) continue
    found.add(location)
    let bundler = location
    while (!inTree.has(bundler) && bundler.includes('/node_modules/'))
      bundler = bundler.slice(0, bundler.lastIndexOf('/node_modules/'))
    found.add(bundler)
  }
  return found
}
