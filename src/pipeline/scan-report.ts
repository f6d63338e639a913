import type { KnownPackage } from '../history/history.ts'
import {
  type Basis,
  SCAN_SCHEMA_VERSION,
  type ScannedPackage,
  type ScanReport,
  type ScanRun,
  type TreePackage,
  type Verdict,
} from '../model/index.ts'
import { packageVerdict } from '../verdict/kind.ts'
import { toldRequest } from './told-request.ts'
import type { ExamineTools, Inspected } from './tools.ts'
import type { Watched } from './watch.ts'

export interface ReportInput {
  readonly scanned: readonly TreePackage[]
  readonly inspected: ReadonlyMap<string, Inspected>
  readonly knownAt: ReadonlyMap<string, KnownPackage>
  readonly watched: Watched | null
  readonly verdict: Verdict
  readonly tools: Pick<ExamineTools, 'scan'>
  readonly totalMs: number
}

/** The JSON of a scan. `install` and the final `total` are filled in when npm is done. */
export function scanReport(input: ReportInput): ScanReport {
  const { scanned, watched, verdict, tools, totalMs } = input
  const timings = watched?.result.timings
  return {
    schemaVersion: SCAN_SCHEMA_VERSION,
    id: tools.scan.id,
    startedAt: new Date(tools.scan.startedAt).toISOString(),
    verdict: verdict.kind,
    engine: watched?.result.engine ?? null,
    engineWhy: watched?.engineWhy ?? null,
    platform: tools.scan.platform,
    npm: tools.scan.npm,
    node: tools.scan.node,
    packages: scanned.map((item) => scannedPackage(item, input)),
    findings: verdict.findings,
    queries: watched?.queries ?? [],
    runs: watched ? runsOf(watched) : [],
    capture: {
      path: watched?.result.capture.path ?? null,
      ...(watched?.result.capture.keys ? { keys: watched.result.capture.keys } : {}),
      packets: watched?.result.capture.packets ?? 0,
      dropped: watched?.result.capture.dropped ?? 0,
      complete: watched === null || isComplete(watched),
    },
    timings: {
      resolve: 0,
      sandbox: Math.round(watched?.sandboxMs ?? 0),
      fetch: timings?.fetch ?? 0,
      scripts: timings?.scripts ?? 0,
      decode: timings?.decode ?? 0,
      install: 0,
      total: Math.round(totalMs),
    },
  }
}

function isComplete({ result }: Watched): boolean {
  const proofs = new Set(['capture-incomplete', 'capture-dropped-packets', 'sensor-died', 'pipe-broken'])
  return result.capture.complete && !result.faults.some(({ code }) => proofs.has(code))
}

function scannedPackage(
  item: TreePackage,
  { inspected, knownAt, watched, verdict }: ReportInput,
): ScannedPackage {
  const known = knownAt.get(item.location)
  const scripts = known?.scripts ?? Object.keys(inspected.get(item.location)?.contents.scripts ?? {})
  const ran = watched?.result.runs.some((run) => run.location === item.location) ?? false
  const basis: Basis = known ? 'history' : ran ? 'watched' : 'inert'
  return {
    name: item.name,
    version: item.version,
    integrity: item.integrity,
    direct: item.direct,
    scripts,
    verdict: packageVerdict(verdict.findings, item, ran),
    basis,
  }
}

function runsOf({ result }: Watched): ScanRun[] {
  return result.runs.map((run) => ({
    id: run.id,
    phase: run.phase,
    package: run.package,
    version: run.version,
    script: run.script,
    command: run.command,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    exitCode: run.exitCode,
    signal: run.signal,
    timedOut: run.timedOut,
    survived: run.survived,
    requests: result.requests.filter((request) => request.run === run.id).map(toldRequest),
  }))
}
