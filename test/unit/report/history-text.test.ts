import { describe, expect, it } from 'vitest'
import { packageLines, scanLines } from '../../../src/report/history-text.ts'
import { width } from '../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { EVIL, sampleFinding } from './samples.ts'

const DAY = 86_400_000
const OPTIONS = { columns: 80, style: PLAIN_STYLE, now: 20 * DAY }

const SCAN = {
  id: '01JDZX5B8QK3M7N2P4R6S8T0VW',
  startedAt: '2026-01-02T03:04:05.678Z',
  command: 'npm install express',
  verdict: 'clean',
  outcome: 'installed',
  packages: 68,
  findings: 0,
} as const

describe('scanLines', () => {
  it('is a table', () => {
    expect(
      scanLines(
        [SCAN, { ...SCAN, id: '01JDZX5A8QK3M7N2P4R6S8T0VW', verdict: 'malicious', outcome: 'blocked' }],
        OPTIONS,
      ),
    ).toEqual([
      'SCAN        WHEN (UTC)        VERDICT    OUTCOME    COMMAND',
      '01JDZX5B8Q  2026-01-02 03:04  clean      installed  npm install express',
      '01JDZX5A8Q  2026-01-02 03:04  malicious  blocked    npm install express',
    ])
  })

  it('shows as much of an id as tells it from the others', () => {
    const lines = scanLines([SCAN, { ...SCAN, id: '01JDZX5B8QKX' }], OPTIONS)
    expect(lines[1]).toMatch(/^01JDZX5B8QK3 {2}/)
    expect(lines[2]).toMatch(/^01JDZX5B8QKX {2}/)
  })

  it.each([60, 80])('fits %i columns, escaped', (columns) => {
    for (const line of scanLines([{ ...SCAN, command: EVIL.repeat(9), outcome: EVIL }], {
      ...OPTIONS,
      columns,
    })) {
      expect(width(line)).toBeLessThanOrEqual(columns)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })

  it('says so when there is none', () => {
    expect(scanLines([], OPTIONS)).toEqual(['Nothing has been watched yet.'])
  })
})

describe('packageLines', () => {
  it('says whose word it is', () => {
    const told = { ...known, version: '1.0.0', imported: true }
    expect(packageLines('left-padd', [told], [], OPTIONS)[1]).toMatch(
      /^ {2}1\.0\.0 {2}nothing found {2}.* by others: dsca show 01JDZX5B8QK3M7$/,
    )
  })

  const known = {
    ...{ name: 'left-padd', integrity: 'sha512-AA', inert: false, findings: [], watchedAt: 8 * DAY },
    ...{ scanId: '01JDZX5B8QK3M7N2P4R6S8T0VW', imported: false },
  }

  it('lists versions and decisions', () => {
    const lines = packageLines(
      'left-padd',
      [
        { ...known, version: '1.3.1', findings: [sampleFinding({ code: 'foreign-contact' })] },
        { ...known, version: '1.3.0', inert: true },
        { ...known, version: '1.2.0' },
      ],
      [
        {
          effect: 'allow',
          package: 'left-padd',
          host: 'a.example',
          reason: 'known',
          scope: 'always',
          who: 'ada',
          when: 19 * DAY,
        },
      ],
      OPTIONS,
    )
    expect(lines).toEqual([
      'left-padd',
      '  1.3.1  1 finding           12 days ago',
      '  1.3.0  nothing in it runs  12 days ago',
      '  1.2.0  nothing found       12 days ago',
      '',
      'decisions',
      '  allow a.example, always',
      '    yesterday by ada: known',
    ])
  })

  it('says so when the package is unknown', () => {
    expect(packageLines('nobody', [], [], OPTIONS)).toEqual(['nobody', '  not known yet'])
  })
})
