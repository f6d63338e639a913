import type { Finding, FindingCode, ScanReport, ScanRun, Severity } from '../model/index.ts'

export type SeenRequest = ScanRun['requests'][number]

/** What stories are told from. */
type Observed = Pick<ScanReport, 'findings' | 'runs'>

/** What one script of one package did, out of all findings that belong together. */
export interface Story {
  readonly package: string | null
  readonly version: string | null
  readonly script: Finding['script']
  readonly phase: Finding['phase']
  /** `name@version` from the project's own dependency to the package. */
  readonly path: readonly string[]
  /** Worst first; never empty. */
  readonly findings: readonly Finding[]
  /** The script's command (hostile); null when no run is recorded. */
  readonly command: string | null
  readonly requests: readonly SeenRequest[]
  readonly runs: readonly ScanRun[]
}

const ORDER: readonly Severity[] = ['malicious', 'suspicious', 'inconclusive', 'info']

/** Among findings of one severity the first of these makes the headline. */
const TELLING: readonly FindingCode[] = [
  'canary-sent',
  'file-deleted',
  'registry-write',
  'foreign-contact',
  'canary-read',
  'file-changed',
  'package-changed',
  'foreign-lookup',
  'registry-read',
  'foreign-source',
  'manifest-mismatch',
  'unattributed-traffic',
  'process-survived',
  'malformed-traffic',
  'script-failed',
  'watch-incomplete',
]

function worstFirst(a: Finding, b: Finding): number {
  const severity = ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)
  return severity === 0 ? TELLING.indexOf(a.code) - TELLING.indexOf(b.code) : severity
}

/** Lower-case host of a URL, without port and brackets, as findings write it. */
export function hostOf(url: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''
  const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '')
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}

export function placeOf(finding: Pick<Finding, 'host' | 'address'>): string | null {
  return finding.host ?? finding.address ?? null
}

function sameScript(run: ScanRun, finding: Finding): boolean {
  return run.package === finding.package && run.version === finding.version && run.script === finding.script
}

/** The questions that are open: findings that nothing allows, grouped by package and script, worst first. */
export function storiesOf(report: Observed): Story[] {
  return group(
    report.findings.filter((finding) => finding.allowed !== true && finding.severity !== 'info'),
    report,
  )
}

/** Every finding, allowed and merely informing ones too. */
export function allStoriesOf(report: Observed): Story[] {
  return group(report.findings, report)
}

function group(findings: readonly Finding[], report: Observed): Story[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.package, finding.version, finding.script ?? finding.phase])
    const members = groups.get(key)
    if (members === undefined) groups.set(key, [finding])
    else members.push(finding)
  }
  const stories = [...groups.values()].flatMap((members) => {
    const sorted = members.toSorted(worstFirst)
    const first = sorted[0]
    return first === undefined ? [] : [storyOf(first, sorted, report)]
  })
  return stories.toSorted((a, b) => ORDER.indexOf(head(a).severity) - ORDER.indexOf(head(b).severity))
}

/** A story's worst finding. */
export function head(story: Story): Finding {
  const first = story.findings[0]
  if (first === undefined) throw new RangeError('A story has at least one finding')
  return first
}

function storyOf(first: Finding, findings: readonly Finding[], report: Observed): Story {
  const runs = first.package === null ? [] : report.runs.filter((run) => sameScript(run, first))
  // Requests to a host that is allowed are no part of an open question.
  const allowed = new Set(
    report.findings
      .filter((finding) => finding.allowed === true && finding.package === first.package)
      .map(placeOf),
  )
  for (const finding of findings) allowed.delete(placeOf(finding))
  return {
    package: first.package,
    version: first.version,
    script: first.script,
    phase: first.phase,
    path: findings.find((finding) => finding.path.length > 0)?.path ?? [],
    findings,
    command: runs[0]?.command ?? null,
    requests: runs.flatMap((run) => run.requests).filter((request) => !allowed.has(hostOf(request.url))),
    runs,
  }
}
