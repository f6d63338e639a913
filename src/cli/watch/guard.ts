import type { History, ScanOutcome } from '../../history/history.ts'
import type { ScanReport } from '../../model/index.ts'
import { blocksScripts } from '../../npm/blocks-scripts.ts'
import { StopNpm } from '../../npm/error.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import { type NpmLibraries, npmLibraries } from '../../npm/libraries.ts'
import type { ArboristNode, AtTheDoor, Guard, Judged } from '../../npm/npm-door.ts'
import { quietNpmErrors } from '../../npm/quiet-errors.ts'
import { configuredRegistries } from '../../npm/registries.ts'
import { readTree, type SeenTree } from '../../npm/tree-packages.ts'
import { PackageUnavailable } from '../../pipeline/error.ts'
import { type Examination, examine } from '../../pipeline/examine.ts'
import { escapeText } from '../../report/escape.ts'
import { UsageError } from '../error.ts'
import { openHistoryToWatch } from '../open-history.ts'
import { say } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { projectFolders } from '../policy/places.ts'
import { createProgress, progressMode } from '../progress.ts'
import { columnsOf, terminalStyle } from '../terminal.ts'
import { agreedSources } from './agreed-sources.ts'
import { type LoadedPolicy, loadPolicy } from './policy.ts'
import { stopIfRefused } from './refused-source.ts'
import { openSession, SENSOR_VERSION } from './session.ts'
import { watchUi } from './watch-progress.ts'

/** What is done when npm stands at its door with a tree. `typed` is the command line as it was typed. */
export function createGuard(own: OwnFlags, npm: FoundNpm, typed: string): Guard {
  return async (door) => {
    const libraries = npmLibraries(npm.root)
    // npm's progress line gives way while we speak.
    return libraries.procLog.input.start(() =>
      guardOnce({ own, npm, typed, libraries, door }).catch(async (error: unknown) => {
        throw await endingOf(error)
      }),
    )
  }
}

interface Case {
  readonly own: OwnFlags
  readonly npm: FoundNpm
  readonly typed: string
  readonly libraries: NpmLibraries
  readonly door: AtTheDoor
}

type Afterwards = NonNullable<Judged['afterwards']>

async function guardOnce(one: Case): Promise<Judged> {
  const { own, libraries, door } = one
  stopIfRefused()
  const registries = configuredRegistries(door.options, libraries)
  const seen = readTree(door, { libraries, registries })
  const watched = !own.skip && !door.options.ignoreScripts
  const folders = watched ? new Set([...seen.nodes.values()].map(({ path }) => path)) : null
  if (seen.incoming.size === 0) return { folders, afterwards: null }
  const history = await openHistoryToWatch(own.history, 'safe-npm')
  try {
    const loaded = await loadPolicy(history, own, projectFolders(door.options, door.arborist.path))
    const ruled = { ...one, own: { ...own, strict: loaded.strict } }
    const afterwards = own.skip
      ? await skip(ruled, seen, history)
      : await watchAndAnswer(ruled, seen, { history, registries, loaded })
    return { folders, afterwards: (outcome) => record(() => afterwards(outcome), history) }
  } catch (error) {
    await history[Symbol.asyncDispose]()
    throw error
  }
}

/** npm is done: a history that cannot be written is worth a line, and no failure of what was installed. */
async function record(write: () => Promise<void>, history: History): Promise<void> {
  try {
    await write()
    await history[Symbol.asyncDispose]()
  } catch (error) {
    const text = escapeText(error instanceof Error ? error.message : String(error), 300)
    say(`safe-npm: this installation could not be recorded: ${text}\n`)
  }
}

async function watchAndAnswer(
  one: Case,
  seen: SeenTree,
  { history, registries, loaded }: { history: History; registries: readonly string[]; loaded: LoadedPolicy },
): Promise<Afterwards> {
  const { own, npm, libraries, door } = one
  const silent = isSilent(door.options)
  const progress = createProgress(progressMode({ npmIsSilent: silent, isTTY: process.stderr.isTTY === true }))
  const interrupted = interruptSignal()
  const root = door.tree.package
  const project = {
    path: door.arborist.path,
    global: door.options.global === true,
    name: root.name ?? 'project',
    version: root.version ?? '1.0.0',
  }
  const { tools, cleanUp } = openSession({
    own,
    npm,
    libraries,
    registries,
    history,
    policy: loaded.policy,
    project,
    options: door.options,
    signal: interrupted.signal,
    ui: watchUi(progress),
  })
  let examination: Examination
  try {
    examination = await examine(
      {
        packages: seen.packages,
        incoming: seen.incoming,
        ignoreScripts: Boolean(door.options.ignoreScripts),
        execution: door.execution ?? null,
      },
      { ...tools, agreedSources },
    )
  } finally {
    progress.stop()
    interrupted.release()
    await cleanUp()
  }
  const signalled = interrupted.exitCode()
  if (signalled !== null) throw new StopNpm(signalled, 'interrupted')
  const { report, verdict } = examination
  const recordScan = (outcome: ScanOutcome, what = examination) =>
    recordExamination(one, history, what, outcome)
  if (verdict.kind !== 'clean') {
    const { answerVerdict } = await import('./verdict-dialogue.ts')
    const answered = await answerVerdict({
      examination,
      own,
      history,
      loaded,
      write: say,
      record: recordScan,
    })
    if (!answered.goOn) {
      if (answered.outcome === 'declined') await recordScan('declined')
      await tell(one, report, answered.outcome, history)
      throw new StopNpm(answered.exitCode, `safe-npm: nothing was installed (${verdict.kind})`)
    }
  } else if (!examination.nothingNew && !silent) {
    await sayWatched(report, seen)
  }
  keepIntegrities(seen.nodes, examination)
  const notice = silent ? null : await approvalNotice(one, seen, report)
  const began = performance.now()
  return async (outcome) => {
    if (outcome === 'installed') notice?.()
    const timed = withInstallTime(examination, performance.now() - began)
    await recordScan(outcome, timed)
    await tell(one, timed.report, outcome, history)
  }
}

async function recordExamination(
  { typed }: Case,
  history: History,
  { report, known, nothingNew }: Examination,
  outcome: ScanOutcome,
): Promise<void> {
  if (!nothingNew) await history.record({ report, command: typed, outcome, known }, contextOf(report))
}

function withInstallTime(examination: Examination, milliseconds: number): Examination {
  const { report } = examination
  const install = Math.round(milliseconds)
  const timings = { ...report.timings, install, total: report.timings.total + install }
  return { ...examination, report: { ...report, timings } }
}

/** Files that were asked for, and GitHub Actions where it runs us. */
async function tell({ own, door }: Case, report: ScanReport, outcome: ScanOutcome, history: History) {
  if (own.reports.length === 0 && process.env.GITHUB_ACTIONS !== 'true') return
  const [{ writeReports }, { hasRecorded }] = await Promise.all([
    import('./reports.ts'),
    import('./surviving-history.ts'),
  ])
  const recorded = hasRecorded(history)
  await writeReports(own.reports, { report, outcome, project: door.arborist.path, recorded })
}

function contextOf(report: ScanReport) {
  return { platform: report.platform, sensor: SENSOR_VERSION }
}

async function skip(one: Case, seen: SeenTree, history: History): Promise<Afterwards> {
  if (one.own.strict)
    throw new UsageError(
      'a policy demands --strict, which does not go with --safe-skip',
      'dsca policy explain',
    )
  say('safe-npm: not watched (--safe-skip); this is recorded in the history\n')
  const { skippedReport } = await import('./skipped-report.ts')
  const report = skippedReport(seen, one.npm)
  return async (outcome) => {
    await history.record(
      { report, command: one.typed, outcome: outcome === 'installed' ? 'skipped' : 'failed', known: [] },
      contextOf(report),
    )
    await tell(one, report, outcome, history)
  }
}

async function approvalNotice({ door, npm }: Case, seen: SeenTree, report: ScanReport) {
  if (!blocksScripts(npm) || !report.packages.some(({ scripts }) => scripts.length > 0)) return null
  const { approvalNotice: noticeOf } = await import('./approval-notice.ts')
  return noticeOf({ door, npm, seen, report })
}

async function sayWatched(report: ScanReport, seen: SeenTree): Promise<void> {
  const requested = seen.packages
    .filter(({ requested: named }) => named)
    .map(({ name, version }) => `${name}@${version}`)
  const { watchLine } = await import('../../report/watch-line.ts')
  const style = await terminalStyle('stderr')
  say(`${watchLine(report, { columns: columnsOf('stderr'), style, requested })}\n`)
}

/** What had no integrity gets the hash of the bytes that were watched: npm refuses any others. */
function keepIntegrities(nodes: ReadonlyMap<string, ArboristNode>, { integrities }: Examination): void {
  for (const [location, integrity] of integrities) {
    const node = nodes.get(location)
    if (node && !node.integrity && !node.inBundle && !/^(git|file:)/.test(node.resolved ?? ''))
      node.integrity = integrity
  }
}

function isSilent(options: Readonly<Record<string, unknown>>): boolean {
  return options.silent === true || options.loglevel === 'silent' || options.json === true
}

/** A package that npm cannot fetch either is npm's to tell; everything else has been told by us. */
async function endingOf(error: unknown): Promise<unknown> {
  if (error instanceof PackageUnavailable) return error.cause
  quietNpmErrors()
  if (error instanceof StopNpm) return error
  const { writeFailure } = await import('./failure.ts')
  return new StopNpm(writeFailure(error), 'safe-npm: nothing was installed')
}

/** What a shell calls a program that a signal ended: 128 and the signal's number. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

interface Interruption {
  readonly signal: AbortSignal
  exitCode(): number | null
  release(): void
}

/** Ctrl-C and its like end the watch in order; npm's own handling is untouched before and after. */
function interruptSignal(): Interruption {
  const controller = new AbortController()
  let code: number | null = null
  const handlers = Object.entries(SIGNAL_CODES).map(([name, number]) => {
    const handler = () => {
      code ??= number
      controller.abort()
    }
    process.on(name, handler)
    return () => process.off(name, handler)
  })
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const off of handlers) off()
    },
  }
}
