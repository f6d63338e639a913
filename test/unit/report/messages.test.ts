import { expect, it } from 'vitest'
import type { Finding } from '../../../src/model/index.ts'
import { downloadHeadline, headline, whyItMatters } from '../../../src/report/messages.ts'
import { EVIL, sampleFinding } from './samples.ts'

const ROWS: readonly (readonly [Partial<Finding> & Pick<Finding, 'code'>, string])[] = [
  [{ code: 'foreign-lookup' }, 'left-padd@1.3.1 asks for the address of a stranger while it installs'],
  [{ code: 'foreign-contact' }, 'left-padd@1.3.1 wants to talk to a stranger while it installs'],
  [
    { code: 'foreign-contact', phase: 'import' },
    'left-padd@1.3.1 wants to talk to a stranger when it is loaded',
  ],
  [
    { code: 'foreign-contact', phase: 'bin' },
    'left-padd@1.3.1 wants to talk to a stranger when it is started',
  ],
  [
    { code: 'foreign-contact', phase: 'fetch' },
    'left-padd@1.3.1 wants to talk to a stranger while it is unpacked',
  ],
  [{ code: 'foreign-contact', phase: null }, 'left-padd@1.3.1 wants to talk to a stranger'],
  [{ code: 'foreign-contact', version: null }, 'left-padd wants to talk to a stranger while it installs'],
  [{ code: 'registry-write' }, 'left-padd@1.3.1 tries to change something in the registry while it installs'],
  [
    { code: 'registry-read' },
    'left-padd@1.3.1 asks the registry for what no installation needs while it installs',
  ],
  [{ code: 'foreign-source' }, 'left-padd@1.3.1 does not come from your registry'],
  [{ code: 'manifest-mismatch' }, 'left-padd@1.3.1 is not what the registry says it is'],
  [{ code: 'canary-read' }, 'left-padd@1.3.1 reads credentials of yours while it installs'],
  [{ code: 'file-changed' }, 'left-padd@1.3.1 changes files of yours while it installs'],
  [{ code: 'file-deleted' }, 'left-padd@1.3.1 deletes files of yours while it installs'],
  [{ code: 'canary-sent' }, 'left-padd@1.3.1 sends a credential of yours away while it installs'],
  [
    { code: 'unattributed-traffic', package: null },
    'this installation sent something, and nobody can say which script it was',
  ],
  [{ code: 'process-survived' }, 'left-padd@1.3.1 leaves a process running after it has installed'],
  [{ code: 'script-failed' }, 'left-padd@1.3.1 fails while it installs, so the rest of it was not seen'],
  [{ code: 'malformed-traffic' }, 'left-padd@1.3.1 sends packets that cannot be read while it installs'],
  [{ code: 'watch-incomplete', detail: 'script-timeout' }, 'left-padd@1.3.1 did not end in time'],
  [
    { code: 'watch-incomplete', detail: 'sensor-died: killed', package: null },
    'this installation could not be watched to the end: the sensor stopped',
  ],
  [{ code: 'watch-incomplete', detail: 'something-new' }, 'left-padd@1.3.1 could not be watched to the end'],
  [{ code: 'watch-incomplete', detail: 'constructor' }, 'left-padd@1.3.1 could not be watched to the end'],
]

it.each(ROWS)('%j', (over, sentence) => {
  expect(headline(sampleFinding(over))).toBe(sentence)
})

it('says it mildly when it is a download', () => {
  expect(downloadHeadline(sampleFinding({ code: 'foreign-contact' }))).toBe(
    'left-padd@1.3.1 fetches a file from outside the registry while it installs',
  )
})

it('lets no control character of a name out', () => {
  const text = headline(sampleFinding({ code: 'foreign-contact', package: EVIL, version: EVIL }))
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})

it('has a reason for every finding whose headline does not say it', () => {
  const silent = ROWS.map(([over]) => sampleFinding(over)).filter((finding) => whyItMatters(finding) === null)
  expect(new Set(silent.map((finding) => finding.code))).toEqual(
    new Set(['foreign-lookup', 'foreign-contact']),
  )
})
