import type {
  AttributedQuery,
  Finding,
  ScanImport,
  ScannedPackage,
  ScanReport,
  ScanRun,
} from '../model/index.ts'

// One builder for each object of docs/schema/scan.schema.json, so that the keys come in the schema's order
// whatever order the report was put together in, and nothing that the schema does not know slips in.

function packageOf(one: ScannedPackage) {
  return {
    name: one.name,
    version: one.version,
    integrity: one.integrity,
    direct: one.direct,
    scripts: one.scripts,
    verdict: one.verdict,
    basis: one.basis,
  }
}

function findingOf(one: Finding) {
  return {
    code: one.code,
    severity: one.severity,
    phase: one.phase,
    package: one.package,
    version: one.version,
    script: one.script,
    path: one.path,
    host: one.host,
    address: one.address,
    port: one.port,
    protocol: one.protocol,
    detail: one.detail,
    time: one.time,
    count: one.count,
    condition: one.condition,
    allowed: one.allowed,
  }
}

function queryOf(one: AttributedQuery) {
  return {
    name: one.name,
    type: one.type,
    package: one.package,
    version: one.version,
    script: one.script,
    time: one.time,
  }
}

function requestOf(one: ScanRun['requests'][number]) {
  return {
    time: one.time,
    method: one.method,
    url: one.url,
    bodyLength: one.bodyLength,
    httpVersion: one.httpVersion,
    headers: one.headers,
    bodyStart: one.bodyStart,
    bodySha256: one.bodySha256,
  }
}

function runOf(one: ScanRun) {
  return {
    id: one.id,
    phase: one.phase,
    package: one.package,
    version: one.version,
    script: one.script,
    command: one.command,
    startedAt: one.startedAt,
    endedAt: one.endedAt,
    exitCode: one.exitCode,
    signal: one.signal,
    timedOut: one.timedOut,
    survived: one.survived,
    requests: one.requests.map(requestOf),
  }
}

function importOf(one: ScanImport) {
  return {
    file: one.file,
    sha256: one.sha256,
    madeAt: one.madeAt,
    madeBy: one.madeBy,
    sensor: one.sensor,
    verdicts: one.verdicts,
  }
}

function reportOf(report: ScanReport) {
  const { capture, timings } = report
  return {
    schemaVersion: report.schemaVersion,
    id: report.id,
    startedAt: report.startedAt,
    verdict: report.verdict,
    engine: report.engine,
    engineWhy: report.engineWhy,
    platform: report.platform,
    npm: report.npm,
    node: report.node,
    packages: report.packages.map(packageOf),
    findings: report.findings.map(findingOf),
    queries: report.queries.map(queryOf),
    runs: report.runs.map(runOf),
    capture: {
      path: capture.path,
      keys: capture.keys,
      packets: capture.packets,
      dropped: capture.dropped,
      complete: capture.complete,
    },
    imported: report.imported && importOf(report.imported),
    timings: {
      resolve: timings.resolve,
      sandbox: timings.sandbox,
      fetch: timings.fetch,
      scripts: timings.scripts,
      decode: timings.decode,
      install: timings.install,
      total: timings.total,
    },
  }
}

/**
 * JSON whose text is harmless on a terminal and in a CI's log: what JSON.stringify leaves as it is (DEL, C1, bidi)
 * becomes `\uXXXX`, and so does the second of two `#`, with which commands to a CI begin.
 */
export function terminalSafeJson(value: unknown): string {
  return `${harmless(JSON.stringify(value, null, 2))}\n`
}

/** The same on one line, for formats that have a value on each. */
export function terminalSafeJsonLine(value: unknown): string {
  return `${harmless(JSON.stringify(value))}\n`
}

function harmless(text: string): string {
  return text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<=#)#/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

export function renderScanJson(report: ScanReport): string {
  return terminalSafeJson(reportOf(report))
}
