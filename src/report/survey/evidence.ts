import type { Finding, ScanReport, ScanRun } from '../../model/index.ts'
import type { SurveyResult } from '../../model/survey.ts'
import { allStoriesOf, type Story } from '../stories.ts'
import { kindsOf } from './kind.ts'
import type { Evidence, EvidenceFinding, EvidenceRequest } from './survey-report.ts'

/** A script that asks for a thousand names is told by the first of them; the scan has them all (`dsca show`). */
const FINDINGS_MAX = 24
const QUERIES_MAX = 16
const REQUESTS_MAX = 12
const PATH_MAX = 20
const TEXT_MAX = 300
const NAME_MAX = 253
const BODY_MAX = 240

/** What was found in a target's tree: a piece for each script, from the scans that the result stands on. */
export function evidenceOf(
  { findings, scanIds }: SurveyResult,
  reports: readonly ScanReport[],
): readonly Omit<Evidence, 'targets'>[] {
  const runs = reports.flatMap((report) => report.runs)
  const stories = allStoriesOf({ findings: findings.filter(isTelling), runs })
  return stories.map((story) => pieceOf(story, reports, scanIds))
}

export function isTelling({ severity, code }: Finding): boolean {
  return severity !== 'info' && code !== 'watch-incomplete'
}

function pieceOf(
  story: Story,
  reports: readonly ScanReport[],
  scanIds: readonly string[],
): Omit<Evidence, 'targets'> {
  const report = reports.find(({ runs }) => runs.some((run) => isOf(run, story))) ?? reports[0]
  const ran = story.runs[0]
  return {
    package: cutName(story.package),
    version: cutName(story.version),
    script: story.script,
    phase: story.phase,
    path: story.path.slice(-PATH_MAX).map((step) => step.slice(0, NAME_MAX)),
    kinds: kindsOf(story),
    command: story.command?.slice(0, TEXT_MAX) ?? null,
    exit: ran === undefined ? null : endOf(ran),
    scanId: report?.id ?? scanIds[0] ?? null,
    capture: report?.capture.path ?? null,
    findings: story.findings.slice(0, FINDINGS_MAX).map(findingOf),
    queries: queriesOf(story, report),
    requests: story.requests.slice(0, REQUESTS_MAX).map(requestOf),
  }
}

function isOf(run: Pick<ScanRun, 'package' | 'version' | 'script'>, story: Story): boolean {
  return run.package === story.package && run.version === story.version && run.script === story.script
}

function endOf({ exitCode, signal, timedOut }: ScanRun): string {
  if (timedOut) return 'stopped by us'
  return signal === null ? `exit ${exitCode ?? '?'}` : signal.slice(0, 20)
}

function findingOf(finding: Finding): EvidenceFinding {
  const { code, severity, host, address, port, protocol, detail, count, allowed } = finding
  return {
    code,
    severity,
    ...(host === undefined ? {} : { host: host.slice(0, NAME_MAX) }),
    ...(address === undefined ? {} : { address: address.slice(0, NAME_MAX) }),
    ...(port === undefined ? {} : { port }),
    protocol: cutName(protocol),
    detail: detail.slice(0, TEXT_MAX),
    count,
    ...(allowed === undefined ? {} : { allowed }),
  }
}

function queriesOf(story: Story, report: ScanReport | undefined): Evidence['queries'] {
  const own = report?.queries.filter((one) => isOf({ ...one }, story)) ?? []
  const asked = new Map(
    own.map(({ name, type }) => [
      `${name} ${type}`,
      { name: name.slice(0, NAME_MAX), type: type.slice(0, 20) },
    ]),
  )
  return [...asked.values()].slice(0, QUERIES_MAX)
}

function requestOf({ method, url, bodyLength, bodyStart }: Story['requests'][number]): EvidenceRequest {
  return {
    method: method.slice(0, 20),
    url: url.slice(0, TEXT_MAX),
    bodyLength,
    ...(bodyStart === undefined ? {} : { bodyStart: bodyStart.slice(0, BODY_MAX) }),
  }
}

function cutName(name: string | null): string | null {
  return name?.slice(0, NAME_MAX) ?? null
}
