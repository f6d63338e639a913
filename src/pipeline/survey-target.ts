import type { KnownPackage, ScanRecord, VerdictKey } from '../history/history.ts'
import type { Finding, OtherPlatform, TreePackage } from '../model/index.ts'
import type { SurveyImports, SurveyResult, SurveyTarget } from '../model/survey.ts'
import { headline } from '../report/messages.ts'
import { decide } from '../verdict/decide.ts'
import { type Examination, examine } from './examine.ts'
import { inspectAll } from './inspect-packages.ts'
import { hasScripts, saidOtherwise } from './inspected.ts'
import { keyText, type LookedUp, lookUp } from './look-up.ts'
import type { Doubts } from './survey-doubts.ts'
import type { ExamineTools, Inspected } from './tools.ts'
import { withKnown } from './with-known.ts'

/** A target with its tree. */
export interface ResolvedTarget {
  readonly target: SurveyTarget
  /** What comes from a registry. */
  readonly packages: readonly TreePackage[]
  /** What of the tree comes from elsewhere: nobody was asked for it. */
  readonly foreign: readonly Finding[]
  /** npm would not install it on this platform. */
  readonly elsewhere: OtherPlatform | null
}

export interface SurveyTools {
  readonly imports: SurveyImports
  /** Reads packages without leaving anything on the disk; what was read before is not read again. */
  readonly peek: ExamineTools['inspect']
  /** For a target of which something has to run. */
  openScan(): { readonly tools: ExamineTools; readonly cleanUp: (keep: boolean) => Promise<void> }
  /** For those of which nothing has. */
  readonly quiet: Pick<ExamineTools, 'history' | 'context' | 'sha256hex' | 'policy' | 'onStage'>
  /**
   * Waits until nobody else runs one of these packages, and until there is room for a box. What it returns is to be
   * called when they ran.
   */
  enter(keys: readonly string[]): Promise<() => void>
  record(examination: Examination): Promise<void>
  readonly doubts: Doubts
}

/** What came of a target; `again` where another attempt may come to more. */
export interface Looked {
  readonly result: Omit<SurveyResult, 'attempts' | 'milliseconds' | 'finishedAt'>
  readonly again: boolean
}

/**
 * One target: what its packages are is read from their bytes; what has scripts runs in a box, unless the history
 * knows it with these very dependencies; what has none needs nothing else.
 */
export async function surveyTarget(resolved: ResolvedTarget, tools: SurveyTools): Promise<Looked> {
  const inspected = new Map<string, Inspected>()
  await inspectAll(inspected, resolved.packages, resolved.packages, { inspect: tools.peek })
  const asked = tools.imports === 'all'
  const scripted = scriptedOf(resolved.packages, inspected)
  if (scripted.size === 0 && !asked) return inert(resolved, inspected, tools)
  if (resolved.elsewhere !== null) return notHere(resolved, resolved.elsewhere, { inspected, tools })

  const look = () => whatIsToRun(resolved, { asked, scripted, inspected }, tools)
  const first = await look()
  if (first.keys.length === 0) return inferred(resolved, { ...first, inspected }, tools)
  const leave = await tools.enter(first.keys.map(keyText))
  try {
    // Somebody else may have run them meanwhile.
    const now = await look()
    if (now.keys.length === 0) return await inferred(resolved, { ...now, inspected }, tools)
    return await watched(resolved, { keys: now.keys, inspected }, tools)
  } finally {
    leave()
  }
}

interface ToRun {
  readonly looked: LookedUp
  /** Of those packages that the history does not know and that have something to run. */
  readonly keys: readonly VerdictKey[]
}

async function whatIsToRun(
  { packages }: ResolvedTarget,
  how: {
    readonly asked: boolean
    readonly scripted: ReadonlySet<string>
    readonly inspected: Map<string, Inspected>
  },
  { quiet, peek }: SurveyTools,
): Promise<ToRun> {
  const { asked, scripted, inspected } = how
  const looked = await lookUp(installationOf(packages, asked), { ...quiet, inspect: peek }, inspected)
  const unknown = looked.incoming.filter(
    (item) => !looked.knownAt.has(item.location) && (item.requested || scripted.has(item.location)),
  )
  const keys = unknown.flatMap(({ location }) => {
    const key = looked.keys.get(location)
    return key ? [key] : []
  })
  return { looked, keys }
}

/** `requested` is what is imported beside the scripts. */
function installationOf(packages: readonly TreePackage[], imports: boolean) {
  return {
    packages: imports ? packages : packages.map((item) => ({ ...item, requested: false })),
    incoming: new Set(packages.map(({ location }) => location)),
    ignoreScripts: false,
  }
}

function inert(
  resolved: ResolvedTarget,
  inspected: ReadonlyMap<string, Inspected>,
  { quiet }: SurveyTools,
): Looked {
  return looked({ ...readOf(resolved, inspected, quiet), basis: 'inert' })
}

/** It would have to run, and this is not its platform: another attempt comes to no more. */
function notHere(
  resolved: ResolvedTarget,
  elsewhere: OtherPlatform,
  how: { readonly inspected: ReadonlyMap<string, Inspected>; readonly tools: SurveyTools },
): Looked {
  const read = readOf(resolved, how.inspected, how.tools.quiet)
  const verdict = read.verdict === 'clean' ? 'inconclusive' : read.verdict
  const reason = verdict === 'inconclusive' ? notHereText(elsewhere, read.scripted.length > 0) : null
  return { result: { ...read, verdict, basis: 'none', reason }, again: false }
}

function notHereText({ package: who, platform }: OtherPlatform, scripted: boolean): string {
  const what = scripted ? 'what of this tree has install scripts cannot run here' : 'it cannot be loaded here'
  return `${who} is made for ${platform}: ${what}`
}

/** What the packages' bytes say without being run. */
function readOf(
  resolved: ResolvedTarget,
  inspected: ReadonlyMap<string, Inspected>,
  { policy }: SurveyTools['quiet'],
) {
  const { kind, findings } = decide(
    [...resolved.foreign, ...saidOtherwise(resolved.packages, inspected)],
    policy,
  )
  const { common } = commonOf(resolved, inspected)
  return { ...common, verdict: kind, scanIds: [], imported: false, findings }
}

async function inferred(
  resolved: ResolvedTarget,
  { looked: { incoming, knownAt }, inspected }: ToRun & { readonly inspected: Map<string, Inspected> },
  { quiet }: SurveyTools,
): Promise<Looked> {
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
  const { kind, findings: decided } = decide(findings, quiet.policy)
  const { common } = commonOf(resolved, inspected)
  return looked({
    ...common,
    verdict: kind,
    basis: 'inferred',
    scanIds: [...new Set(known.map(([, { scanId }]) => scanId))],
    imported: known.some(([{ requested }]) => requested),
    findings: decided,
  })
}

async function watched(
  resolved: ResolvedTarget,
  { keys, inspected }: Pick<ToRun, 'keys'> & { readonly inspected: ReadonlyMap<string, Inspected> },
  tools: SurveyTools,
): Promise<Looked> {
  const scan = tools.openScan()
  let keep = true
  try {
    const imports = tools.imports !== 'none'
    const before = new Set<string>()
    const examination = await examine(installationOf(resolved.packages, imports), {
      ...scan.tools,
      history: rememberingScans(scan.tools.history, before),
    })
    const { report } = examination
    const { kind, findings } = decide(
      [...resolved.foreign, ...examination.verdict.findings],
      scan.tools.policy,
    )
    await tools.record(examination)
    tools.doubts.note(examination, keys)
    keep = findings.length > 0
    const { common, name } = commonOf(resolved, inspected)
    return looked({
      ...common,
      verdict: kind,
      basis: 'watched',
      scanIds: [report.id, ...before],
      imported: report.runs.some((run) => run.phase === 'import' && run.package === name),
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

function commonOf({ target, packages }: ResolvedTarget, inspected: ReadonlyMap<string, Inspected>) {
  const own = packages.find(({ requested }) => requested)
  const scripted = [...inspected]
    .filter(([, one]) => hasScripts(one))
    .map(([location, { contents }]) => {
      const item = packages.find((one) => one.location === location)
      return `${item?.name ?? contents.name ?? location}@${item?.version ?? contents.version ?? ''}`
    })
  const common = {
    ...target,
    version: own?.version ?? null,
    integrity: own?.integrity ?? null,
    packages: packages.length,
    scripted: [...new Set(scripted)].sort(),
  }
  return { common, name: own?.name ?? null }
}

function looked(result: Omit<Looked['result'], 'reason'>): Looked {
  const doubt = result.findings.filter(({ severity }) => severity === 'inconclusive')
  const fault = doubt.find(({ code }) => code === 'watch-incomplete')
  const first = fault ?? doubt[0]
  const inconclusive = result.verdict === 'inconclusive'
  return {
    result: { ...result, reason: inconclusive && first !== undefined ? headline(first) : null },
    again: inconclusive && fault !== undefined && result.basis === 'watched',
  }
}

/** A target of which nothing was reached. */
export function unreached(target: SurveyTarget, reason: string): Looked['result'] {
  const nothing = { version: null, integrity: null, scanIds: [], packages: 0, scripted: [], findings: [] }
  return { ...target, ...nothing, verdict: 'inconclusive', basis: 'none', imported: false, reason }
}

/** What a scan of a survey leaves in the history. */
export function surveyRecord({ report, known }: Examination, command: string): ScanRecord {
  return { report, command, outcome: 'scanned', known }
}
