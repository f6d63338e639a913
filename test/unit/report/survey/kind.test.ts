import { expect, it } from 'vitest'
import type { Finding } from '../../../../src/model/index.ts'
import { kindsOf, type SurveyKind } from '../../../../src/report/survey/kind.ts'
import { foundOf } from '../../../helpers/survey-results.ts'

interface Row {
  readonly what: string
  readonly findings: readonly Partial<Finding>[]
  readonly requests?: readonly string[]
  readonly kinds: readonly SurveyKind[]
}

const ADDON = 'https://files.example/b/v5.1.0/node-v115-linux-x64-glibc.tar.gz'
const HEADERS = 'https://files.example/dist/v18.0.0/node-v18.0.0.tar.gz'
const files = { host: 'files.example' }
const contact = { ...files, code: 'foreign-contact', protocol: 'https' } as const
const sent = { code: 'canary-sent', severity: 'malicious' } as const

const ROWS: readonly Row[] = [
  { what: 'nothing', findings: [], kinds: [] },
  { what: 'mere information', findings: [{ severity: 'info' }], kinds: [] },
  { what: 'a doubt', findings: [{ code: 'script-failed', severity: 'inconclusive' }], kinds: [] },
  { what: 'a look-up alone', findings: [{}], kinds: ['unknown-contact'] },
  { what: 'a program', findings: [files, contact], requests: [ADDON], kinds: ['binary-download'] },
  { what: 'headers', findings: [files, contact], requests: [HEADERS], kinds: ['node-headers'] },
  {
    what: 'headers and a program',
    findings: [contact],
    requests: [HEADERS, ADDON],
    kinds: ['binary-download'],
  },
  {
    what: 'a program, by the finding alone',
    findings: [{ ...contact, detail: `GET ${ADDON}` }],
    kinds: ['binary-download'],
  },
  {
    what: 'something sent, by the finding alone',
    findings: [{ ...contact, detail: `GET ${ADDON} 3 kB` }],
    kinds: ['unknown-contact'],
  },
  {
    what: 'a program and more',
    findings: [contact],
    requests: [ADDON, 'https://files.example/i'],
    kinds: ['unknown-contact'],
  },
  {
    what: 'a program here, a look-up there',
    findings: [contact, {}],
    requests: [ADDON],
    kinds: ['unknown-contact', 'binary-download'],
  },
  {
    what: 'a program and a decoy',
    findings: [contact, sent],
    requests: [ADDON],
    kinds: ['credentials-sent', 'unknown-contact'],
  },
  { what: 'a counter, by its host', findings: [{ host: 'metrics.a.example' }], kinds: ['telemetry'] },
  {
    what: 'a counter, by its path',
    findings: [contact],
    requests: ['https://files.example/telemetry?v=1'],
    kinds: ['telemetry'],
  },
  {
    what: 'a message in labels',
    findings: [{ host: `${'61'.repeat(20)}.metrics.a.example` }],
    kinds: ['unknown-contact'],
  },
  { what: 'a word inside another', findings: [{ host: 'biometrics.example' }], kinds: ['unknown-contact'] },
  {
    what: 'while loading',
    findings: [{ ...contact, phase: 'import', script: 'import' }],
    requests: [ADDON],
    kinds: ['import-time'],
  },
  { what: 'a git dependency', findings: [{ code: 'foreign-source' }], kinds: ['remote-dependency'] },
  {
    what: 'a publish',
    findings: [{ code: 'registry-write', severity: 'malicious' }],
    kinds: ['registry-misuse'],
  },
  { what: 'files', findings: [{ code: 'canary-read' }, { code: 'file-deleted' }], kinds: ['files-touched'] },
  { what: 'nobody knows', findings: [{ code: 'unattributed-traffic' }], kinds: ['hidden-traffic'] },
  {
    what: 'others',
    findings: [{ code: 'process-survived' }, { code: 'manifest-mismatch' }],
    kinds: ['process-left', 'manifest-mismatch'],
  },
]

it.each(ROWS)('$what: $kinds', ({ findings, requests = [], kinds }) => {
  const story = {
    findings: findings.map((one) => foundOf('a', one)),
    requests: requests.map((url) => ({ time: 1, method: 'GET', url, bodyLength: 0 })),
  }
  expect(kindsOf(story)).toEqual(kinds)
})

it('reads a detail that never ends', () => {
  const detail = `GET https://${'a'.repeat(100_000)}`
  expect(kindsOf({ findings: [foundOf('a', { detail })], requests: [] })).toEqual(['unknown-contact'])
})
