import type { Finding } from '../../model/index.ts'
import { isContactOnly, requestKind } from '../kinds.ts'
import { hostOf, placeOf, type Story } from '../stories.ts'

/** What a package did, in a word for the reader's first look. A guess, never a reason to allow anything. */
export type SurveyKind =
  | 'credentials-sent'
  | 'registry-misuse'
  | 'files-touched'
  | 'hidden-traffic'
  | 'unknown-contact'
  | 'telemetry'
  | 'binary-download'
  | 'node-headers'
  | 'import-time'
  | 'remote-dependency'
  | 'process-left'
  | 'manifest-mismatch'

/** Worst first: a package that did several things is shown under the first of them. */
export const SURVEY_KINDS: readonly SurveyKind[] = [
  'credentials-sent',
  'registry-misuse',
  'files-touched',
  'hidden-traffic',
  'unknown-contact',
  'telemetry',
  'import-time',
  'binary-download',
  'node-headers',
  'remote-dependency',
  'process-left',
  'manifest-mismatch',
]

interface Request {
  readonly method: string
  readonly url: string
  readonly bodyLength: number
}

type Told = Pick<Story, 'findings' | 'requests'>

const TELLING =
  /^(telemetry|analytics?|metrics?|stats?|statistics|tracking|tracker|usage|amplitude|segment|mixpanel|posthog|sentry|matomo|scarf)$/
/** What carries a message in its labels is no counter. */
const LONGEST_LABEL = 32
/** A whole URL of a finding's detail: `POST https://metrics.example/i 1.2 kB`. */
const REQUEST_IN_DETAIL = /(?:^|; )([A-Z]{1,20}) (https?:\/\/[^\s;]{1,1000})(?: ([\d.]{1,12}) [kMGT]?B)?/g

/** Everything that a script of a package did, worst first; what is mere information or a doubt has no kind. */
export function kindsOf(story: Told): readonly SurveyKind[] {
  const isDownload = isContactOnly(story.findings)
  const found = new Set<SurveyKind>()
  for (const finding of story.findings) {
    if (finding.severity === 'info') continue
    const kind = kindOf(finding, story, isDownload)
    if (kind !== null) found.add(kind)
  }
  return SURVEY_KINDS.filter((kind) => found.has(kind))
}

function kindOf(finding: Finding, story: Told, isDownload: boolean): SurveyKind | null {
  switch (finding.code) {
    case 'canary-sent':
      return 'credentials-sent'
    case 'registry-write':
    case 'registry-read':
      return 'registry-misuse'
    case 'canary-read':
    case 'file-changed':
    case 'file-deleted':
    case 'package-changed':
      return 'files-touched'
    case 'unattributed-traffic':
    case 'malformed-traffic':
      return 'hidden-traffic'
    case 'foreign-source':
      return 'remote-dependency'
    case 'process-survived':
      return 'process-left'
    case 'manifest-mismatch':
      return 'manifest-mismatch'
    case 'foreign-lookup':
    case 'foreign-contact':
      return contactKind(finding, story, isDownload)
    case 'script-failed':
    case 'watch-incomplete':
      return null
  }
}

/** By the requests to the same place: those that were read, else those that the findings tell of. */
function contactKind(finding: Finding, story: Told, isDownload: boolean): SurveyKind {
  if (finding.phase === 'import') return 'import-time'
  const place = placeOf(finding)
  const read: readonly Request[] = story.requests.length > 0 ? story.requests : toldRequests(story.findings)
  const requests = read.filter(({ url }) => hostOf(url) === place)
  const kinds = requests.map(requestKind)
  if (isDownload && requests.length > 0 && !kinds.includes(null))
    return kinds.every((kind) => kind === 'node-headers') ? 'node-headers' : 'binary-download'
  return isTelemetry(finding, requests) ? 'telemetry' : 'unknown-contact'
}

function toldRequests(findings: readonly Finding[]): readonly Request[] {
  return findings.flatMap(({ detail }) =>
    [...detail.matchAll(REQUEST_IN_DETAIL)].map(([, method = '', url = '', size]) => ({
      method,
      url,
      // How much is no matter here: only whether anything was sent.
      bodyLength: size === undefined ? 0 : 1,
    })),
  )
}

function isTelemetry({ host = '' }: Finding, requests: readonly Request[]): boolean {
  const labels = host.split('.')
  if (labels.some(({ length }) => length > LONGEST_LABEL)) return false
  const words = labels.flatMap((label) => label.split('-'))
  const paths = requests.flatMap(({ url }) => url.toLowerCase().split(/[/?#]/).slice(3, 8))
  return [...words, ...paths].some((word) => TELLING.test(word))
}
