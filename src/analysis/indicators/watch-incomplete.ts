import type { Evidence, Fault, FaultCode, Finding, Run } from '../../model/index.ts'
import { faultText } from '../fault-text.ts'
import type { Indicator, Scene } from '../scene.ts'

interface Gap {
  readonly code: FaultCode
  readonly run: Run | null
  /** What was said of it; empty when it was only concluded. */
  readonly said: string
}

/** Everything that keeps the watch from being proof: told faults, and what contradicts a whole watch. */
export const watchIncomplete: Indicator = (scene) => {
  const { evidence } = scene
  const runs = new Map(evidence.runs.map((run) => [run.id, run]))
  const told = evidence.faults.map(
    ({ code, run, detail }): Gap => ({
      code,
      run: run === null ? null : (runs.get(run) ?? null),
      // How long a script was given is told with its run.
      said: code === 'script-timeout' ? '' : faultText(detail),
    }),
  )
  const gaps = [
    ...told,
    ...evidence.runs.flatMap((run) => runGaps(run, evidence.faults)),
    ...captureGaps(evidence),
  ]
  // The first of two says more: what is told comes before what is concluded.
  const unique = new Map(gaps.toReversed().map((gap) => [`${gap.code} ${gap.run?.id}`, gap]))
  return [...unique.values()].reverse().map((gap) => findingOf(gap, scene))
}

function runGaps(run: Run, faults: readonly Fault[]): readonly Gap[] {
  if (run.timedOut) return [{ code: 'script-timeout', run, said: '' }]
  // Stopped by us, and nobody said why.
  if (run.endedAt === null && !faults.some((one) => one.run === run.id))
    return [{ code: 'sandbox-fault', run, said: '' }]
  const failed = run.exitCode !== 0 || run.signal !== null
  return run.phase === 'fetch' && failed ? [{ code: 'fetch-failed', run, said: '' }] : []
}

function captureGaps({ capture }: Evidence): readonly Gap[] {
  const gaps: Gap[] = []
  // The watch's own markers are packets: a capture without any has not seen them.
  if (!capture.complete || capture.problem !== null || capture.packets === 0) {
    gaps.push({ code: 'capture-incomplete', run: null, said: capture.problem ?? '' })
  }
  if (capture.dropped > 0)
    gaps.push({ code: 'capture-dropped-packets', run: null, said: `${capture.dropped} lost` })
  return gaps
}

function findingOf({ code, run, said }: Gap, { subjectOf }: Scene): Finding {
  // An import has a few seconds, and what listens or waits never ends by itself.
  const expected = code === 'script-timeout' && (run?.phase === 'import' || run?.phase === 'bin')
  return {
    code: 'watch-incomplete',
    severity: expected ? 'info' : 'inconclusive',
    ...subjectOf(run),
    protocol: null,
    detail: said === '' ? code : `${code}: ${said}`,
    time: null,
    count: 1,
  }
}
