import type { Run, Severity } from '../../model/index.ts'
import type { Indicator, Scene } from '../scene.ts'
import { cut } from '../text.ts'

/** A script that failed did not do all that it does: what comes after its failure was not seen. */
export const scriptFailed: Indicator = (scene) => {
  const foreign = foreignRuns(scene)
  return scene.evidence.runs.filter(isFailure).map((run) => ({
    code: 'script-failed',
    severity: severityOf(run, foreign, scene),
    ...scene.subjectOf(run),
    protocol: null,
    detail: `${run.signal === null ? `exit ${run.exitCode}` : run.signal}: ${cut(run.command)}`,
    time: run.endedAt,
    count: 1,
  }))
}

function isFailure(run: Run): boolean {
  if (run.script === null || run.timedOut || run.endedAt === null) return false
  return run.signal !== null || run.exitCode !== 0
}

function severityOf(run: Run, foreign: ReadonlySet<number>, scene: Scene): Severity {
  // Not every package can be imported (types, a bin alone), and npm goes on without an optional one.
  if (run.phase === 'import' || run.phase === 'bin') return 'info'
  if (scene.packageOf(run)?.optional === true) return 'info'
  // It did not get what it asked the outside for: that is told already.
  return foreign.has(run.id) ? 'info' : 'inconclusive'
}

/** Runs that tried to reach something outside the box. */
function foreignRuns({ sightings, evidence, attribution }: Scene): ReadonlySet<number> {
  const seen = sightings.filter((one) => one.severity === 'suspicious').map((one) => one.run)
  const asked = evidence.registryRequests.map((one) => attribution.ofRun(one.run, one.time))
  return new Set([...seen, ...asked].flatMap((run) => run?.id ?? []))
}
