import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../../src/model/index.ts'
import { width } from '../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { watchLine } from '../../../src/report/watch-line.ts'
import { CROWD, DOWNLOADER, SPOOFER, samplePackage, sampleReport, sampleRun } from './samples.ts'

const EXPRESS = sampleReport({
  packages: [
    samplePackage({ name: 'express', version: '5.3.0', direct: true }),
    ...Array.from({ length: 67 }, (_, at) => samplePackage({ name: `dependency-${at}` })),
    samplePackage({ name: 'known', basis: 'history' }),
  ],
})
const ESBUILD = sampleReport({
  packages: [
    samplePackage({ name: 'esbuild', version: '0.28.2', basis: 'watched' }),
    samplePackage({ name: 'platform' }),
  ],
  runs: [sampleRun({ id: 1 })],
})
const allow = (report: ScanReport): ScanReport => ({
  ...report,
  verdict: 'clean',
  findings: report.findings.map((finding) => ({ ...finding, allowed: true })),
})
const NOTED = sampleReport({ findings: DOWNLOADER.findings.map((one) => ({ ...one, severity: 'info' })) })

const ROWS: readonly (readonly [columns: number, report: ScanReport, requested: string[], line: string])[] = [
  [
    80,
    EXPRESS,
    ['express@5.3.0'],
    'safe-npm  watched express@5.3.0 (+67): no scripts, nothing contacted  1.1 s',
  ],
  [80, EXPRESS, [], 'safe-npm  watched 68 packages: no scripts, nothing contacted  1.1 s'],
  [80, EXPRESS, ['known@1.0.0'], 'safe-npm  watched 68 packages: no scripts, nothing contacted  1.1 s'],
  [60, EXPRESS, ['express@5.3.0'], 'safe-npm  express@5.3.0 (+67): no scripts, no contacts'],
  [
    80,
    ESBUILD,
    ['esbuild@0.28.2'],
    'safe-npm  watched esbuild@0.28.2 (+1): 1 script ran, nothing contacted  1.1 s',
  ],
  [
    80,
    { ...ESBUILD, runs: [1, 2].map((id) => sampleRun({ id })) },
    [],
    'safe-npm  watched 2 packages: 2 scripts ran, nothing contacted  1.1 s',
  ],
  [
    120,
    allow(DOWNLOADER),
    ['cypress@15.3.0'],
    'safe-npm  watched cypress@15.3.0: 1 script ran, contacted download.cypress.example (allowed)  1.1 s',
  ],
  [
    80,
    allow(DOWNLOADER),
    ['cypress@15.3.0'],
    'safe-npm  cypress@15.3.0: 1 script, contacted download.cypress.example (allowed)',
  ],
  [60, allow(DOWNLOADER), ['cypress@15.3.0'], 'safe-npm  cypress@15.…: 1 script, contacted 1 host (allowed)'],
  [
    120,
    allow(CROWD),
    [],
    'safe-npm  watched 1 package: no scripts, contacted 192.0.2.1 and 2001:db8::1 (allowed), 7 other findings allowed  1.1 s',
  ],
  [80, NOTED, [], 'safe-npm  watched 1 package: no scripts, 2 notes  1.1 s'],
  [80, sampleReport({ engine: null }), [], 'safe-npm  checked 1 package: no scripts  1.1 s'],
]

describe('watchLine', () => {
  it.each(ROWS)('%i columns', (columns, report, requested, line) => {
    expect(watchLine(report, { columns, style: PLAIN_STYLE, requested })).toBe(line)
  })

  it.each([20, 30, 40, 60, 80, 200])('never wider than %i columns', (columns) => {
    for (const report of [EXPRESS, ESBUILD, allow(DOWNLOADER), allow(CROWD), allow(SPOOFER)]) {
      const requested = report.packages.map((one) => `${one.name}@${one.version}`)
      const line = watchLine(report, { columns, style: PLAIN_STYLE, requested })
      expect(width(line)).toBeLessThanOrEqual(columns)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })
})
