import { analyse } from '../analysis/analyse.ts'
import type { Evidence, Finding, Run, TreePackage } from '../model/index.ts'
import type { WatchResult } from '../sandbox/sandbox.ts'
import { boxContent } from '../tree/box-content.ts'
import { inspectInto, withBundlers } from './inspect-packages.ts'
import type { ExamineTools, Inspected } from './tools.ts'
import { type BoxItem, planWatch } from './watch-plan.ts'

export interface Watched {
  readonly result: WatchResult
  readonly evidence: Evidence
  readonly findings: readonly Finding[]
  readonly queries: ReturnType<typeof analyse>['queries']
  readonly items: readonly TreePackage[]
  readonly sandboxMs: number
}

/** Watches the roots with what they depend on; when a script fails for want of something, again with the whole tree. */
export async function watch(
  all: readonly TreePackage[],
  roots: readonly TreePackage[],
  inspected: Map<string, Inspected>,
  tools: ExamineTools,
): Promise<Watched> {
  const content = boxContent(all, roots)
  const first = await watchOnce({ all, content, roots, inspected }, tools, tools.capturePath)
  const failed = first.findings.some(
    ({ code, severity }) => code === 'script-failed' && severity === 'inconclusive',
  )
  if (!failed || content.length === all.length) return first
  return watchOnce(
    { all, content: all, roots, inspected },
    tools,
    tools.capturePath.replace(/(\.pcap)?$/, '-whole$1'),
  )
}

interface BoxChoice {
  readonly all: readonly TreePackage[]
  readonly content: readonly TreePackage[]
  readonly roots: readonly TreePackage[]
  readonly inspected: Map<string, Inspected>
}

async function watchOnce(
  { all, content, roots, inspected }: BoxChoice,
  tools: ExamineTools,
  capturePath: string,
): Promise<Watched> {
  const began = tools.clock()
  const [engine] = await Promise.all([
    tools.engine(),
    inspectInto(inspected, withBundlers(content, all), tools),
  ])
  const items = content.flatMap((item): BoxItem[] => {
    const own = inspected.get(item.location)
    return own ? [{ item, contents: own.contents, tarball: own.tarball }] : []
  })
  tools.onStage('watch', items.length)
  const plan = planWatch(
    tools.facts(),
    items,
    roots.filter(({ requested }) => requested),
  )
  const result = await engine.watch({
    plan,
    capturePath,
    gateway: tools.gateway,
    onProgress: tools.onProgress,
    signal: tools.signal,
  })
  const evidence: Evidence = {
    ...result,
    packages: items.map(({ item }) => item),
    runs: result.runs,
    faults: withMissing(result, plan.runs.length),
  }
  const { findings, queries } = analyse(evidence)
  return { result, evidence, findings, queries, items: evidence.packages, sandboxMs: tools.clock() - began }
}

/** A run that was planned and never came back is a fault, even if nobody said so. */
function withMissing(
  result: { readonly runs: readonly Run[]; readonly faults: Evidence['faults'] },
  planned: number,
): Evidence['faults'] {
  if (result.runs.length === planned || result.faults.length > 0) return result.faults
  return [
    ...result.faults,
    { code: 'sandbox-fault', run: null, detail: `${planned - result.runs.length} scripts did not run` },
  ]
}
