import { describe, expect, it } from 'vitest'
import type { ScanReport, SourceLines } from '../../../src/model/index.ts'
import { EXPLAINED } from '../../../src/report/explain/lookup.ts'
import { fingerprint } from '../../../src/report/fingerprint.ts'
import { renderSarif } from '../../../src/report/sarif.ts'
import { sarifProblems } from '../../helpers/sarif-schema.ts'
import {
  CROWD,
  DEAD_SENSOR,
  DOWNLOADER,
  ENDLESS,
  SPOOFER,
  STEALER,
  sampleFinding,
  sampleReport,
} from './samples.ts'

const LINES: SourceLines = {
  fallback: { file: 'package-lock.json', line: 1 },
  entries: new Map([['left-padd@1.3.1', { file: 'package-lock.json', line: 42 }]]),
  dependencies: new Map([
    ['colour-kit', { file: 'package.json', line: 7 }],
    ['cypress', { file: 'package.json', line: 9 }],
  ]),
}

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
function sarif(report: ScanReport, lines: SourceLines = LINES): any {
  return JSON.parse(renderSarif(report, { version: '1.2.3', lines }))
}

describe('the schema', () => {
  it.each([
    ['clean', sampleReport()],
    ['a stealer', STEALER],
    ['a downloader', DOWNLOADER],
    ['endless', ENDLESS],
    ['a dead sensor', DEAD_SENSOR],
    ['a spoofer', SPOOFER],
    ['many', CROWD],
  ])('is kept: %s', (_, report) => {
    expect(sarifProblems(sarif(report))).toEqual([])
  })

  it('would notice', () => {
    const log = sarif(STEALER)
    log.runs[0].results[0].level = 'bad'
    delete log.runs[0].tool
    expect(sarifProblems(log).length).toBeGreaterThanOrEqual(2)
  })
})

describe('renderSarif', () => {
  it('has a rule with help for every finding code, and says who made it', () => {
    const { driver } = sarif(STEALER).runs[0].tool
    expect(driver).toMatchObject({ name: 'safe-npm', version: '1.2.3' })
    const codes = EXPLAINED.filter(({ kind }) => kind === 'finding').map(({ code }) => code)
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual(codes)
    for (const rule of driver.rules) expect(rule.help.text.length).toBeGreaterThan(80)
  })

  it('makes a result of each finding', () => {
    const { results } = sarif(STEALER).runs[0]
    expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['foreign-lookup', 'warning'],
      ['foreign-contact', 'warning'],
      ['canary-sent', 'error'],
    ])
    expect(results[1]).toMatchObject({
      message: {
        text: 'left-padd@1.3.1 wants to talk to a stranger while it installs (postinstall): metrics.left-padd.example port 443 (https); POST https://metrics.left-padd.example/i, 1200 bytes. It came with colour-kit@2.0.4 → left-padd@1.3.1.',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'package-lock.json', uriBaseId: '%SRCROOT%' },
            region: { startLine: 42 },
          },
          logicalLocations: [{ name: 'left-padd@1.3.1', kind: 'package' }],
        },
      ],
      relatedLocations: [{ physicalLocation: { region: { startLine: 7 } } }],
    })
    for (const { ruleId, ruleIndex } of results)
      expect(sarif(STEALER).runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId)
  })

  it('points into package.json without a lockfile, and to the top of a file for what is nowhere', () => {
    const place = (report: ScanReport, lines: SourceLines) => {
      const [location] = sarif(report, lines).runs[0].results[0].locations
      return [location.physicalLocation.artifactLocation.uri, location.physicalLocation.region.startLine]
    }
    const none = { ...LINES, entries: new Map() }
    expect(place(STEALER, none)).toEqual(['package.json', 7])
    expect(place(DOWNLOADER, none)).toEqual(['package.json', 9])
    expect(place(DEAD_SENSOR, none)).toEqual(['package-lock.json', 1])
    expect(place(ENDLESS, none)).toEqual(['package-lock.json', 1])
  })

  it('suppresses what is allowed, and only that', () => {
    const allowed = sampleFinding({ code: 'foreign-contact', host: 'ours.example', allowed: true })
    const { results } = sarif(sampleReport({ findings: [allowed, { ...allowed, allowed: false }] })).runs[0]
    expect(results[0].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: expect.any(String) },
    ])
    expect(results[1]).not.toHaveProperty('suppressions')
  })

  it('says of a watch that is no proof that it did not succeed', () => {
    expect(sarif(DEAD_SENSOR).runs[0].invocations[0].executionSuccessful).toBe(false)
    expect(sarif(STEALER).runs[0].invocations[0].executionSuccessful).toBe(true)
  })

  it('lets no package make a link, a placeholder or a line', () => {
    const evil = sampleFinding({
      code: 'foreign-contact',
      package: '[click](https://evil.example)',
      host: '{0}\n\u202e',
      path: [],
    })
    const { text } = sarif(sampleReport({ findings: [evil] })).runs[0].results[0].message
    expect(text).toContain('\\[click\\](https://evil.example)')
    expect(text).toContain('{{0}}\\\\x0a')
    expect(text).not.toMatch(/(?<!\\)\[|\n|\u202e/)
  })
})

describe('fingerprint', () => {
  const finding = sampleFinding({
    code: 'foreign-contact',
    host: 'h.example',
    address: '198.18.0.7',
    port: 443,
  })

  it.each([
    ['another day', { time: 5, count: 9 }],
    ['another invented address', { address: '198.18.0.9' }],
    ['another way in', { path: ['other@1.0.0', 'left-padd@1.3.1'] }],
    ['another detail', { detail: 'POST, 1201 bytes' }],
    ['a rule', { allowed: true }],
  ])('is the same for %s', (_, change) => {
    expect(fingerprint({ ...finding, ...change })).toBe(fingerprint(finding))
  })

  it.each([
    ['another version', { version: '1.3.2' }],
    ['another host', { host: 'i.example' }],
    ['another script', { script: 'install' as const }],
    ['another code', { code: 'foreign-lookup' as const }],
  ])('is another for %s', (_, change) => {
    expect(fingerprint({ ...finding, ...change })).not.toBe(fingerprint(finding))
  })

  it('is that of the fault, whatever its last words were', () => {
    const fault = (detail: string) => fingerprint(sampleFinding({ code: 'watch-incomplete', detail }))
    expect(fault('sensor-died: one')).toBe(fault('sensor-died: two'))
    expect(fault('sensor-died')).not.toBe(fault('pipe-broken'))
  })
})
