import type { Finding, ScanReport, Severity, SourceLine, SourceLines } from '../model/index.ts'
import { fingerprint } from './fingerprint.ts'
import { terminalSafeJson } from './json.ts'
import { messageText, resultText } from './sarif-message.ts'
import { SARIF_RULES } from './sarif-rules.ts'
import { askedAt, lineOf } from './source-place.ts'

// SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export interface SarifContext {
  /** Version of safe-npm. */
  readonly version: string
  readonly lines: SourceLines
}

type Level = 'error' | 'warning' | 'note'

function levelOf(severity: Severity): Level {
  switch (severity) {
    case 'malicious':
      return 'error'
    case 'suspicious':
    case 'inconclusive':
      return 'warning'
    case 'info':
      return 'note'
  }
}

function physical({ file, line }: SourceLine) {
  return {
    artifactLocation: { uri: encodeURI(file), uriBaseId: '%SRCROOT%' },
    region: { startLine: line },
  }
}

function locationOf(finding: Finding, lines: SourceLines) {
  const name = finding.package === null ? null : `${finding.package}@${finding.version ?? ''}`
  return {
    physicalLocation: physical(lineOf(finding, lines)),
    ...(name === null
      ? {}
      : {
          logicalLocations: [
            { name, fullyQualifiedName: [...finding.path.slice(0, -1), name].join('/'), kind: 'package' },
          ],
        }),
  }
}

/** Whoever reads the result of a deep dependency wants to see which of their own brings it in. */
function relatedOf(finding: Finding, lines: SourceLines) {
  const asked = askedAt(finding, lines)
  if (asked === null || asked === lineOf(finding, lines)) return {}
  const text = messageText('asked for here')
  return { relatedLocations: [{ id: 1, physicalLocation: physical(asked), message: { text } }] }
}

function resultOf(finding: Finding, { lines }: SarifContext) {
  return {
    ruleId: finding.code,
    ruleIndex: SARIF_RULES.findIndex(({ id }) => id === finding.code),
    level: levelOf(finding.severity),
    message: { text: resultText(finding) },
    locations: [locationOf(finding, lines)],
    ...relatedOf(finding, lines),
    partialFingerprints: { 'safeNpmFinding/v1': fingerprint(finding) },
    occurrenceCount: Math.max(1, finding.count),
    ...(finding.allowed === true
      ? {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: 'a rule or a decision allows it' },
          ],
        }
      : {}),
    properties: {
      severity: finding.severity,
      package: finding.package,
      version: finding.version,
      script: finding.script,
      host: finding.host,
      address: finding.address,
      port: finding.port,
      protocol: finding.protocol,
      path: finding.path,
    },
  }
}

/** A scan for code scanning: each finding a result, at the line of the lockfile where its package is. */
export function renderSarif(report: ScanReport, context: SarifContext): string {
  const proved = !report.findings.some(({ code, allowed }) => code === 'watch-incomplete' && allowed !== true)
  return terminalSafeJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'safe-npm',
            semanticVersion: context.version,
            version: context.version,
            rules: SARIF_RULES,
          },
        },
        invocations: [{ executionSuccessful: proved, startTimeUtc: report.startedAt }],
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultOf(finding, context)),
        properties: {
          scan: report.id,
          verdict: report.verdict,
          engine: report.engine,
          platform: report.platform,
          npm: report.npm,
          node: report.node,
        },
      },
    ],
  })
}
