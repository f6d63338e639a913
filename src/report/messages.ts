import type { FaultCode, Finding, Phase } from '../model/index.ts'
import { escapeText } from './escape.ts'
import type { RequestKind } from './kinds.ts'

// All sentences about findings. A finding is a code and its arguments; here it becomes words.

/** `left-padd@1.3.1`, escaped; for what belongs to no package, the installation. */
export function subject(finding: Pick<Finding, 'package' | 'version'>): string {
  if (finding.package === null) return 'this installation'
  const name = escapeText(finding.package, 120)
  return finding.version === null ? name : `${name}@${escapeText(finding.version, 60)}`
}

/** When something happened, in the words of somebody who types `npm install`. */
export function moment(phase: Phase | null): string {
  switch (phase) {
    case 'fetch':
      return ' while it is unpacked'
    case 'install':
      return ' while it installs'
    case 'import':
      return ' when it is loaded'
    case 'bin':
      return ' when it is started'
    case null:
      return ''
  }
}

/** Of a deeper watch: `, only in CI`. */
function onlyWhen({ condition }: Pick<Finding, 'condition'>): string {
  return condition === undefined ? '' : `, only ${escapeText(condition, 60)}`
}

/** What stands at the end of `left-padd@1.3.1 …`: what happened, in one line. */
export function story(finding: Pick<Finding, 'code' | 'phase' | 'script' | 'detail' | 'condition'>): string {
  const when = moment(finding.phase) + onlyWhen(finding)
  switch (finding.code) {
    case 'foreign-lookup':
      return `asks for the address of a stranger${when}`
    case 'foreign-contact':
      return `wants to talk to a stranger${when}`
    case 'registry-write':
      return `tries to change something in the registry${when}`
    case 'registry-read':
      return `asks the registry for what no installation needs${when}`
    case 'foreign-source':
      return 'does not come from your registry'
    case 'manifest-mismatch':
      return 'is not what the registry says it is'
    case 'canary-sent':
      return `sends a credential of yours away${when}`
    case 'canary-read':
      return `reads credentials of yours${when}`
    case 'file-changed':
      return `changes files of yours${when}`
    case 'file-deleted':
      return `deletes files of yours${when}`
    case 'package-changed':
      return `changes other packages${when}`
    case 'unattributed-traffic':
      return 'sent something, and nobody can say which script it was'
    case 'process-survived':
      return 'leaves a process running after it has installed'
    case 'script-failed':
      return `fails${when}, so the rest of it was not seen`
    case 'malformed-traffic':
      return `sends packets that cannot be read${when}`
    case 'watch-incomplete':
      return faultStory(finding.detail)
  }
}

const FAULTS: Readonly<Record<FaultCode, string>> = {
  'capture-incomplete': 'could not be watched to the end: the capture is not complete',
  'capture-dropped-packets': 'could not be watched to the end: packets were lost',
  'script-timeout': 'did not end in time',
  'resource-limit': 'wanted more memory, processes or disk than the sandbox gives',
  'sensor-died': 'could not be watched to the end: the sensor stopped',
  'pipe-broken': 'could not be watched to the end: the sandbox was cut off',
  'fetch-failed': 'could not be unpacked in the sandbox',
  'sandbox-fault': 'could not be watched: the sandbox failed',
  'evidence-limit': 'did more than can be recorded',
}

function isFaultCode(text: string): text is FaultCode {
  return Object.hasOwn(FAULTS, text)
}

/** `detail` begins with the fault's code; more may follow. */
function faultStory(detail: string): string {
  const code = /^[a-z-]+/.exec(detail)?.[0] ?? ''
  return isFaultCode(code) ? FAULTS[code] : 'could not be watched to the end'
}

/** The first line of a finding: who did what, and when. */
export function headline(finding: Finding): string {
  return `${subject(finding)} ${story(finding)}`
}

export function downloadHeadline(finding: Finding): string {
  return `${subject(finding)} fetches a file from outside the registry${moment(finding.phase)}${onlyWhen(finding)}`
}

export function looksLike(kind: RequestKind): string {
  switch (kind) {
    case 'node-headers':
      return 'the headers of Node.js, for building a native addon'
    case 'prebuilt-addon':
      return 'the download of a prebuilt native addon'
    case 'prebuilt-program':
      return 'the download of a prebuilt program'
    case 'archive':
      return 'the download of an archive'
  }
}

/** Beside the facts of a finding: why anyone should care. Null where the story says it. */
export function whyItMatters(finding: Pick<Finding, 'code' | 'detail'>): string | null {
  switch (finding.code) {
    case 'foreign-lookup':
    case 'foreign-contact':
      return null
    case 'registry-write':
      return 'With your token it could publish under your name.'
    case 'registry-read':
      return 'Scripts that spread to other packages begin like this.'
    case 'foreign-source':
      return 'Its bytes are whatever that place hands out today.'
    case 'manifest-mismatch':
      return 'What is shown on the web is not what would be installed.'
    case 'canary-sent':
      return 'It was a decoy. On your machine it would have been the real one.'
    case 'canary-read':
      return 'It was a decoy. No installation needs the real one.'
    case 'file-changed':
      return 'What is written there acts later, when the installation is forgotten.'
    case 'file-deleted':
      return 'It was a decoy. On your machine it would have been the real one.'
    case 'package-changed':
      return 'What the other one does from then on is not its own doing.'
    case 'unattributed-traffic':
      return 'Somebody hides where it comes from.'
    case 'process-survived':
      return 'What it does later, nobody sees.'
    case 'script-failed':
      return 'It may do more where it does not fail.'
    case 'malformed-traffic':
      return 'What is in them is unknown.'
    case 'watch-incomplete':
      return finding.detail.startsWith('script-timeout')
        ? 'What it would have done next is unknown.'
        : 'What was not seen may be anything, so it is not called clean.'
  }
}

/** What a fault says beyond its code, which the story has told. */
export function faultDetail(detail: string): string {
  return detail.replace(/^[a-z-]+[:;,]?\s*/, '')
}

/** The label of the row that holds a finding's facts. */
export function factLabel(code: Finding['code']): string {
  switch (code) {
    case 'foreign-lookup':
      return 'looks up'
    case 'foreign-contact':
      return 'contacts'
    case 'registry-write':
      return 'writes'
    case 'registry-read':
      return 'reads'
    case 'foreign-source':
      return 'comes from'
    case 'manifest-mismatch':
      return 'differs in'
    case 'canary-sent':
      return 'gives away'
    case 'canary-read':
      return 'reads'
    case 'file-changed':
      return 'changes'
    case 'file-deleted':
      return 'deletes'
    case 'package-changed':
      return 'rewrites'
    case 'unattributed-traffic':
      return 'unexplained'
    case 'process-survived':
      return 'still runs'
    case 'script-failed':
      return 'fails with'
    case 'malformed-traffic':
      return 'unreadable'
    case 'watch-incomplete':
      return 'not seen'
  }
}
