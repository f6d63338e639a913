import { describe, expect, it } from 'vitest'
import { importLines } from '../../../src/report/import-text.ts'
import { width } from '../../../src/report/layout.ts'
import { showText } from '../../../src/report/show.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { EVIL, sampleReport } from './samples.ts'

const SHA256 = 'ab'.repeat(32)
const FILE = {
  ...{
    file: 'team.ndjson',
    sha256: SHA256,
    madeAt: '2026-01-02T03:04:05.678Z',
    madeBy: '1.2.3',
    platform: 'linux-x64',
  },
  ...{
    sensor: '3',
    count: 1_204,
    kinds: { clean: 1_190, suspicious: 12, malicious: 2, inconclusive: 0 },
    holdsHere: true,
  },
}

describe('importLines', () => {
  it('says what is in it, whose it is and what it means, with the hash in one piece', () => {
    const lines = importLines([FILE], { columns: 80, style: PLAIN_STYLE })
    expect(lines.slice(1, 6)).toEqual([
      '  team.ndjson',
      '    made           2026-01-02T03:04:05.678Z by safe-npm 1.2.3',
      '    verdicts       1,204: 1,190 clean, 12 suspicious, 2 malicious',
      '    hold for       linux-x64, sensor 3 (as here)',
      `    SHA-256 ${SHA256}`,
    ])
    expect(lines.join(' ')).toContain('installed without a watch')
  })

  it.each([80, 60])('fits %i columns, whoever wrote it', (columns) => {
    const evil = {
      ...FILE,
      file: EVIL,
      madeAt: EVIL,
      madeBy: EVIL,
      platform: EVIL,
      sensor: EVIL,
      holdsHere: false,
    }
    const imported = { file: EVIL, sha256: EVIL, madeAt: EVIL, madeBy: EVIL, sensor: EVIL, verdicts: 3 }
    const report = sampleReport({ id: EVIL, platform: EVIL, imported })
    const shown = {
      ...{ command: EVIL, outcome: 'imported', home: null, columns, style: PLAIN_STYLE, now: 0 },
      previous: new Map(),
    }
    for (const lines of [
      importLines([evil, FILE], { columns, style: PLAIN_STYLE }),
      showText(report, shown),
    ]) {
      expect(lines.filter((line) => width(line) > columns)).toEqual([])
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })
})
