import { expect, it } from 'vitest'
import type { Approval } from '../../../src/model/index.ts'
import { approvalTable } from '../../../src/report/approval-text.ts'
import { width } from '../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

const approval = (name: string, change: Partial<Approval> = {}): Approval => ({
  name,
  version: '1.0.0',
  scripts: ['postinstall'],
  did: 'clean',
  hosts: [],
  standing: 'open',
  pin: `${name}@1.0.0`,
  unproposed: null,
  ...change,
})
const ROWS = [
  approval('tidy-build'),
  approval('phones', { did: 'suspicious', hosts: ['metrics.phones.example'], unproposed: 'not-clean' }),
  approval('trusted', { scripts: ['install', 'postinstall'], standing: 'approved', unproposed: 'approved' }),
  approval('stopped', { did: 'inconclusive', unproposed: 'not-clean' }),
  approval('leaks', { did: 'malicious', hosts: ['192.0.2.7', 'b.example'], unproposed: 'not-clean' }),
  approval('unwanted', { standing: 'denied', unproposed: 'denied' }),
  approval('for-macs', { scripts: [], did: 'not-run', unproposed: 'not-run' }),
  approval('inside', { unproposed: 'bundled', pin: null }),
]
const options = { columns: 80, style: PLAIN_STYLE, platform: 'linux-x64' }

it('is a row for each package, and says what it holds for', () => {
  expect(approvalTable(ROWS, options)).toEqual([
    '  PACKAGE           SCRIPTS       WHAT THEY DID                         APPROVAL',
    '✔ tidy-build@1.0.0  postinstall   nothing outside                       proposed',
    '▲ phones@1.0.0      postinstall   contacts metrics.phones.example       no',
    '✔ trusted@1.0.0     install,      nothing outside                       approved',
    '                    postinstall',
    '? stopped@1.0.0     postinstall   inconclusive                          no',
    '✖ leaks@1.0.0       postinstall   malicious: 192.0.2.7, b.example       no',
    '✔ unwanted@1.0.0    postinstall   nothing outside                       denied',
    '· for-macs@1.0.0    unread        not run here: left out or for         no',
    '                                  another platform',
    '✔ inside@1.0.0      postinstall   nothing outside                       by hand',
    '',
    'This is what they did on linux-x64; elsewhere they may do something else.',
  ])
})

it.each([80, 60, 40])('fits %i columns with names and hosts of any length, and cuts no host', (columns) => {
  const host = `${'very-long-name.'.repeat(8)}example`
  const rows = [...ROWS, approval('n'.repeat(150), { did: 'suspicious', hosts: [host] })]
  const lines = approvalTable(rows, { ...options, columns })
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
  expect(lines.join('').replace(/\s/g, '')).toContain('metrics.phones.example')
})

it('escapes what a package calls itself', () => {
  expect(approvalTable([approval('a\u001b[31mb')], options).join('')).not.toContain('\u001b')
})

it('says so when nothing has scripts', () => {
  expect(approvalTable([], options)).toEqual(['No package here has install scripts.'])
})
