import { analyse } from '../analysis/analyse.ts'
import type { Evidence, Execution, Finding, Run, TreePackage } from '../model/index.ts'
import type { WatchResult } from '../sandbox/sandbox.ts'
import { boxContent } from '../tree/box-content.ts'
import { type Box, openBox } from './box.ts'
import { type Circumstance, otherCircumstances } from './circumstances.ts'
import { inspectAll } from './inspect-packages.ts'
import type { ExamineTools, Inspected } from './tools.ts'
import { withoutUnchanged } from './unchanged.ts'
import { type BoxItem, planWork } from './watch-plan.ts'

export interface Watched {
  readonly result: WatchResult
  readonly engineWhy: string
  readonly evidence: Evidence
  readonly findings: readonly Finding[]
  readonly queries: ReturnType<typeof analyse>['queries']
  readonly items: readonly TreePackage[]
  readonly sandboxMs: number
}

/** Watches the roots; where that was asked for, again under other circumstances. */
export async function watch(choice: WatchChoice, tools: ExamineTools, box: Box): Promise<Watched> {
  const here = await watchHere(choice, tools, box)
  if (!tools.deep) return here
  const { setup } = await tools.facts()
  let all = here
  for (const circumstance of otherCircumstances(setup.env)) {
    all = withMore(all, await watchThere(circumstance, choice, tools), circumstance.name)
  }
  return all
}

/** With what they depend on; when a script fails for want of something, again with the whole tree. */
async function watchHere(choice: WatchChoice, tools: ExamineTools, box: Box): Promise<Watched> {
  const content = boxContent(choice.all, choice.roots)
  const first = await watchOnce(choice, content, tools, box)
  const failed = first.findings.some(
    ({ code, severity }) => code === 'script-failed' && severity === 'inconclusive',
  )
  if (!failed || content.length === choice.all.length) return first
  const capturePath = anotherCapture(tools, 'whole')
  const second = await watchOnce(choice, choice.all, tools, openBox(tools, capturePath))
  return { ...second, findings: withSeenBefore(second.findings, first.findings) }
}

/** Beside the first one of the scan. */
function anotherCapture({ capturePath }: Pick<ExamineTools, 'capturePath'>, id: string): string {
  return capturePath.replace(/(\.pcap)?$/, `-${id}$1`)
}

async function watchThere(
  { apply, id }: Circumstance,
  choice: WatchChoice,
  tools: ExamineTools,
): Promise<Watched> {
  const capturePath = anotherCapture(tools, id)
  const there = { ...tools, capturePath, facts: async () => apply(await tools.facts()) }
  return watchHere(choice, there, openBox(there, capturePath))
}

/** What was seen only there is told with its circumstances; what was seen before is not told twice. */
function withMore(all: Watched, there: Watched, condition: string): Watched {
  const factOf = ({ code, severity, package: name, version, script, phase, host, address, port }: Finding) =>
    JSON.stringify([code, severity, name, version, script, phase, host, address, port])
  const askedOf = ({ name, package: asker }: Watched['queries'][number]) => JSON.stringify([name, asker])
  const more = untold(all.findings, there.findings, factOf).map((one) => ({ ...one, condition }))
  return {
    ...all,
    findings: [...all.findings, ...more],
    queries: [...all.queries, ...untold(all.queries, there.queries, askedOf)],
    sandboxMs: all.sandboxMs + there.sandboxMs,
  }
}

/** What was seen once was seen: a script may do it no second time. */
function withSeenBefore(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  const factOf = ({ time: _t, count: _c, ...fact }: Finding) => JSON.stringify(fact)
  const seen = before.filter(({ severity }) => severity === 'suspicious' || severity === 'malicious')
  return [...findings, ...untold(findings, seen, factOf)]
}

/** Of `more` what has no equal among what is told. */
function untold<T>(told: readonly T[], more: readonly T[], factOf: (one: T) => string): readonly T[] {
  const facts = new Set(told.map(factOf))
  return more.filter((one) => !facts.has(factOf(one)))
}

export interface WatchChoice {
  readonly all: readonly TreePackage[]
  /** What is to run. */
  readonly roots: readonly TreePackage[]
  readonly inspected: Map<string, Inspected>
  readonly execution: Execution | null
}

async function watchOnce(
  { all, roots, inspected, execution }: WatchChoice,
  content: readonly TreePackage[],
  tools: ExamineTools,
  box: Box,
): Promise<Watched> {
  const began = tools.clock()
  await inspectAll(inspected, content, all, tools)
  const items = content.flatMap((item): BoxItem[] => {
    const own = inspected.get(item.location)
    return own ? [{ item, contents: own.contents, tarball: own.tarball }] : []
  })
  tools.onStage('watch', items.length)
  const requested = roots.filter((item) => item.requested)
  const facts = await tools.facts()
  const work = planWork(facts, items, requested, execution)
  const { engineWhy, ...watched } = await box.run(work)
  const present = items.map(({ item }) => item)
  const result = { ...watched, files: await withoutUnchanged(watched.files ?? [], present, tools) }
  const evidence: Evidence = {
    ...result,
    packages: present,
    canaries: facts.canaries ?? [],
    faults: withMissing(result, work.runs.length),
  }
  const { findings, queries } = analyse(evidence)
  const sandboxMs = tools.clock() - began
  return { result, engineWhy, evidence, findings, queries, items: evidence.packages, sandboxMs }
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
