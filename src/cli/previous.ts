import type { CleanVersion, History, VerdictContext } from '../history/history.ts'
import type { Policy, ScanReport } from '../model/index.ts'
import { behaviourIn, compareBehaviour, hostsOf, type PreviousWatch } from '../report/new-since.ts'
import { storiesOf } from '../report/stories.ts'
import { decide } from '../verdict/decide.ts'

interface Compared {
  readonly report: ScanReport
  readonly history: History
  readonly policy: Policy
  readonly context: VerdictContext
}

/** The packages that there is a question about. */
function questioned(report: ScanReport): { name: string; version: string }[] {
  const found = new Map<string, { name: string; version: string }>()
  for (const { package: name, version } of storiesOf(report)) {
    if (name !== null && version !== null) found.set(`${name}@${version}`, { name, version })
  }
  return [...found.values()]
}

/** Commands are kept with the scan in which they ran; what had nothing to run needs none. */
async function commandsOf(clean: CleanVersion, history: History): Promise<Readonly<Record<string, string>>> {
  if (clean.scripts.length === 0) return {}
  const scan = await history.scan(clean.scanId)
  return scan === null ? {} : behaviourIn(scan.report, clean.name, clean.version).commands
}

/**
 * For each package of the open questions the last version before it that is clean by the rules of today, and what
 * is new since; by `name@version` of what is new. It is a help for whoever decides and decides nothing: a record
 * that cannot be read leaves the question as it is.
 */
export async function previousWatches(compared: Compared): Promise<ReadonlyMap<string, PreviousWatch>> {
  const { report, history, policy, context } = compared
  const found = new Map<string, PreviousWatch>()
  try {
    const packages = questioned(report)
    const before = Date.parse(report.startedAt)
    const isClean: Parameters<History['lastClean']>[0]['isClean'] = (findings) =>
      decide(findings, policy).kind === 'clean'
    const versions = await history.lastClean({ packages, before, isClean }, context)
    for (const clean of versions) {
      const { scripts, findings, version, watchedAt } = clean
      const then = { scripts, commands: await commandsOf(clean, history), hosts: hostsOf(findings) }
      for (const one of packages.filter(({ name }) => name === clean.name)) {
        const changes = compareBehaviour(behaviourIn(report, one.name, one.version), then)
        found.set(`${one.name}@${one.version}`, {
          version,
          watchedAt,
          scripts,
          findings: findings.length,
          changes,
        })
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'HistoryError')) throw error
  }
  return found
}
