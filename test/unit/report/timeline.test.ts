import { expect, it } from 'vitest'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { timeline } from '../../../src/report/timeline.ts'
import { sampleFinding, sampleReport, sampleRun } from './samples.ts'

const T = 1_700_000_000
const OPTIONS = { columns: 80, style: PLAIN_STYLE }

const ENDS = [
  [{ exitCode: 0 }, 'left-padd postinstall exit 0'],
  [{ exitCode: 1 }, 'left-padd postinstall exit 1'],
  [{ exitCode: null, signal: 'SIGKILL' }, 'left-padd postinstall ended by SIGKILL'],
  [{ exitCode: 0, survived: true }, 'left-padd postinstall exit 0, but processes of it went on'],
  [{ exitCode: null, timedOut: true }, 'left-padd postinstall stopped by us: time is up'],
] as const

it.each(ENDS)('%j: %s', (over, text) => {
  const lines = timeline(sampleReport({ runs: [sampleRun({ id: 1, ...over })] }), OPTIONS)
  expect(lines.at(-1)).toBe(` 0.292  ${text}`)
})

it('puts a contact without a request into its place, and tells nothing twice', () => {
  const report = sampleReport({
    runs: [sampleRun({ id: 1, startedAt: T, endedAt: T + 2, exitCode: 1 })],
    findings: [
      sampleFinding({ code: 'script-failed', time: T + 2, detail: 'exit 1' }),
      sampleFinding({
        code: 'foreign-contact',
        time: T + 1,
        address: '192.0.2.1',
        port: 25,
        protocol: 'tcp',
      }),
      sampleFinding({ code: 'foreign-lookup', time: T + 0.5, host: 'a.example' }),
      sampleFinding({ code: 'registry-write', time: T + 1.5, detail: 'PUT /x (refused)' }),
      sampleFinding({ code: 'manifest-mismatch', time: null, detail: 'name' }),
    ],
    queries: [
      {
        name: 'a.example',
        type: 'A',
        package: 'left-padd',
        version: '1.3.1',
        script: 'postinstall',
        time: T + 0.5,
      },
    ],
  })
  expect(timeline(report, OPTIONS)).toEqual([
    ' 0.000  left-padd postinstall   node setup.js',
    ' 0.500    └ dns      A a.example',
    ' 1.000    └ contact  192.0.2.1 port 25 (tcp)',
    ' 1.500    └ writes  PUT /x (refused)',
    ' 2.000  left-padd postinstall exit 1',
  ])
})

it('is empty when nothing ran', () => {
  expect(timeline(sampleReport({ runs: [] }), OPTIONS)).toEqual([])
})
