import type { Finding, ScanReport, ScanRun } from '../../src/model/index.ts'
import type { SurveyPlan, SurveyResult } from '../../src/model/survey.ts'
import { SurveyDigest, wantsEvidence } from '../../src/report/survey/digest.ts'
import type { SurveyReport } from '../../src/report/survey/survey-report.ts'

// Results as a survey gives them, in known proportions: what the reports are tried with.

export const PLAN: SurveyPlan = {
  id: '01JDZX5B8QK3M7N2P4R6S8T0VW',
  startedAt: '2026-01-02T03:04:05.678Z',
  command: 'dsca survey start --names-package --min-downloads=1000 --months=6',
  source: {
    kind: 'names-package',
    detail: 'all-the-package-names@2.0.0',
    readAt: '2026-01-02T03:00:00.000Z',
    total: 20_000,
  },
  filter: {
    minDownloads: 1000,
    months: 6,
    downloads: { kind: 'counts-package', detail: 'download-counts@1.0.0' },
    since: null,
    sample: null,
    limit: null,
  },
  imports: 'scripted',
  timeoutSeconds: 300,
  platform: 'linux-x64',
  sensor: '3',
  npm: '11.19.1',
  node: '20.20.2',
  engine: 'bubblewrap',
}

const START = 1_700_000_000

export function resultOf(position: number, over: Partial<SurveyResult> = {}): SurveyResult {
  const name = over.name ?? `package-${position}`
  return {
    position,
    name,
    spec: name,
    downloads: 1_000 + position,
    version: '1.0.0',
    integrity: `sha512-${position}`,
    verdict: 'clean',
    basis: 'inert',
    scanIds: [],
    packages: 1 + (position % 40),
    scripted: [],
    imported: false,
    findings: [],
    reason: null,
    attempts: 1,
    milliseconds: 12,
    finishedAt: (START + position) * 1000,
    ...over,
  }
}

export function foundOf(name: string, over: Partial<Finding> = {}): Finding {
  return {
    code: 'foreign-lookup',
    severity: 'suspicious',
    phase: 'install',
    package: name,
    version: '1.0.0',
    script: 'postinstall',
    path: [`${name}@1.0.0`],
    host: `${name}.example`,
    protocol: 'dns',
    detail: 'A',
    time: null,
    count: 1,
    ...over,
  }
}

interface Behaviour {
  readonly host?: string
  readonly requests?: readonly Pick<
    ScanRun['requests'][number],
    'method' | 'url' | 'bodyLength' | 'bodyStart'
  >[]
  readonly findings?: readonly Partial<Finding>[]
  readonly verdict?: SurveyResult['verdict']
  readonly phase?: 'install' | 'import'
}

/** A result with the scan that it stands on, for a package whose script did this. */
export function watchedOf(
  position: number,
  name: string,
  { host, requests = [], findings = [], verdict = 'suspicious', phase = 'install' }: Behaviour,
): { readonly result: SurveyResult; readonly report: ScanReport } {
  const scanId = `01JDZX${String(position).padStart(20, '0')}`
  const script = phase === 'import' ? 'import' : 'postinstall'
  const where = { phase, script } as const
  const contacts: Partial<Finding>[] =
    host === undefined
      ? []
      : [
          { code: 'foreign-lookup', host, protocol: 'dns', detail: 'A, AAAA' },
          ...(requests.length === 0
            ? []
            : [
                {
                  code: 'foreign-contact',
                  host,
                  port: 443,
                  protocol: 'https',
                  detail: requests.map(told).join('; '),
                } as const,
              ]),
        ]
  const all = [...contacts, ...findings].map((one) => foundOf(name, { ...where, ...one }))
  const result = resultOf(position, {
    name,
    verdict,
    basis: 'watched',
    scanIds: [scanId],
    scripted: phase === 'import' ? [] : [`${name}@1.0.0`],
    imported: true,
    findings: all,
    milliseconds: 900,
  })
  return { result, report: reportOf(scanId, result, { host, requests, ...where }) }
}

function told({ method, url, bodyLength }: { method: string; url: string; bodyLength: number }): string {
  return `${method} ${url}${bodyLength === 0 ? '' : ` ${bodyLength} B`}`
}

function reportOf(
  id: string,
  { name, findings }: SurveyResult,
  did: {
    host: string | undefined
    requests: NonNullable<Behaviour['requests']>
    phase: 'install' | 'import'
    script: 'postinstall' | 'import'
  },
): ScanReport {
  const { host, requests, phase, script } = did
  return {
    schemaVersion: 1,
    id,
    startedAt: PLAN.startedAt,
    verdict: 'suspicious',
    engine: PLAN.engine,
    platform: PLAN.platform,
    npm: PLAN.npm,
    node: PLAN.node,
    packages: [],
    findings,
    queries:
      host === undefined
        ? []
        : [{ name: host, type: 'A', package: name, version: '1.0.0', script, time: START + 1 }],
    runs: [
      {
        id: 1,
        phase,
        package: name,
        version: '1.0.0',
        script,
        command: phase === 'import' ? `import ${name}` : 'node setup.js',
        startedAt: START,
        endedAt: START + 1,
        exitCode: 0,
        signal: null,
        timedOut: false,
        survived: false,
        requests: requests.map((request) => ({ time: START + 0.5, ...request })),
      },
    ],
    capture: { path: `/captures/${id}.pcap`, packets: 40, dropped: 0, complete: true },
    timings: { resolve: 0, sandbox: 90, fetch: 80, scripts: 60, decode: 2, install: 0, total: 232 },
  }
}

const DOWNLOAD = 'https://files.example/tool/v2.0.1/tool-v2.0.1-linux-x64.tar.gz'
const HEADERS = 'https://nodejs.example/dist/v20.20.2/node-v20.20.2-headers.tar.gz'

const BEHAVIOURS: readonly ((name: string, n: number) => Behaviour)[] = [
  () => ({ host: 'files.example', requests: [{ method: 'GET', url: DOWNLOAD, bodyLength: 0 }] }),
  (_, n) => ({
    host: `cdn-${n % 40}.example`,
    requests: [
      {
        method: 'GET',
        url: `https://cdn-${n % 40}.example/v1.4.0/addon-napi-v8-linux-x64.tar.gz`,
        bodyLength: 0,
      },
    ],
  }),
  () => ({ host: 'nodejs.example', requests: [{ method: 'GET', url: HEADERS, bodyLength: 0 }] }),
  (_, n) => ({
    host: `telemetry.vendor-${n % 12}.example`,
    requests: [
      {
        method: 'POST',
        url: `https://telemetry.vendor-${n % 12}.example/i`,
        bodyLength: 412,
        bodyStart: '{"event":"install"}',
      },
    ],
  }),
  (name) => ({
    findings: [
      {
        code: 'foreign-source',
        phase: null,
        script: null,
        host: 'git.example',
        protocol: 'git',
        detail: `git git://git.example/team/${name}.git`,
      },
    ],
  }),
  (name) => ({ host: `c.${name}.example` }),
  (name) => ({ host: `on-load.${name}.example`, phase: 'import' }),
  (name) => ({
    host: `collect.${name}.example`,
    verdict: 'malicious',
    requests: [
      {
        method: 'POST',
        url: `https://collect.${name}.example/x`,
        bodyLength: 1200,
        bodyStart: '{"t":"bnBtX…"}',
      },
    ],
    findings: [
      {
        code: 'canary-sent',
        severity: 'malicious',
        host: `collect.${name}.example`,
        protocol: 'https',
        detail: 'npm token in the body, base64',
      },
    ],
  }),
]

export interface Seeded {
  readonly results: readonly SurveyResult[]
  readonly reports: ReadonlyMap<string, ScanReport>
}

function quietResult(n: number): SurveyResult {
  if (n % 500 === 499) {
    const reason = `package-${n} could not be resolved: ETARGET`
    return resultOf(n, { verdict: 'inconclusive', basis: 'none', attempts: 2, reason })
  }
  if (n % 50 !== 1) return resultOf(n)
  return resultOf(n, { basis: n % 100 === 1 ? 'inferred' : 'watched', scripted: [`package-${n}@1.0.0`] })
}

/** `count` packages, one in `every` with one of the behaviours, one in 500 inconclusive. */
export function seededResults(count: number, every: number): Seeded {
  const results: SurveyResult[] = []
  const reports = new Map<string, ScanReport>()
  let behaviour = 0
  for (let n = 0; n < count; n += 1) {
    const make = n % every === 0 ? BEHAVIOURS[behaviour++ % BEHAVIOURS.length] : undefined
    if (make === undefined) {
      results.push(quietResult(n))
      continue
    }
    const name = `package-${n}`
    const { result, report } = watchedOf(n, name, make(name, n))
    results.push(result)
    reports.set(report.id, report)
  }
  return { results, reports }
}

export function digestOf({ results, reports }: Seeded): SurveyReport {
  const digest = new SurveyDigest()
  for (const result of results) {
    const scans = wantsEvidence(result) ? result.scanIds : []
    digest.add(
      result,
      scans.flatMap((id) => reports.get(id) ?? []),
    )
  }
  const progress = { state: 'done', total: results.length } as const
  return digest.finish({ plan: PLAN, madeAt: '2026-01-03T00:00:00.000Z', progress })
}

export function surveyReportOf(count: number, every: number): SurveyReport {
  return digestOf(seededResults(count, every))
}
