import { describe, expect, it } from 'vitest'
import type { ScanReport, SourceLines } from '../../../src/model/index.ts'
import { githubAnnotations, githubSummary } from '../../../src/report/github.ts'
import { CROWD, DOWNLOADER, SPOOFER, STEALER, sampleFinding, sampleReport } from './samples.ts'

const LINES: SourceLines = {
  fallback: { file: 'package.json', line: 1 },
  entries: new Map([['left-padd@1.3.1', { file: 'web,app/package-lock.json', line: 42 }]]),
  dependencies: new Map(),
}
const BLOCKED = { installed: false, scanOnly: false }
const annotations = (report: ScanReport, options = BLOCKED) => githubAnnotations(report, LINES, options)

/** What GitHub's runner takes for a command: at the start of a line, or the older form anywhere in it. */
const COMMAND = /^\s*::|##\[/

const HOSTILE = [
  '\n::set-env name=PATH::/tmp',
  '\r\n::error::all is well',
  '%0A::add-mask::a',
  '%0D%0A::stop-commands::x',
  '::warning file=a,line=1::b',
  ',file=other.js,title=owned::',
  '##[set-output name=x]y',
  '\u2028::debug::x',
  '\x85::debug::x',
]

const hostile = (text: string): ScanReport =>
  sampleReport({
    verdict: 'suspicious',
    findings: [
      sampleFinding({
        code: 'foreign-contact',
        package: text,
        version: text,
        host: text,
        detail: text,
        path: [text, text],
        protocol: text,
      }),
    ],
  })

describe('githubAnnotations', () => {
  it('says what, where to and how it came, at its line', () => {
    expect(annotations(STEALER)).toEqual([
      '::error file=web%2Capp/package-lock.json,line=42,title=safe-npm%3A malicious::left-padd@1.3.1 sends a credential of yours away while it installs: metrics.left-padd.example, via colour-kit@2.0.4 [canary-sent, foreign-contact, foreign-lookup]',
    ])
    expect(annotations(DOWNLOADER)[0]).toMatch(/^::error file=package.json,line=1,/)
  })

  it('warns where the installation went on', () => {
    expect(annotations(STEALER, { ...BLOCKED, installed: true })[0]).toMatch(/^::warning file=/)
  })

  it('has nothing to say of what is clean or allowed, and not too much of anything', () => {
    expect(annotations(sampleReport())).toEqual([])
    const allowed = STEALER.findings.map((finding) => ({ ...finding, allowed: true }))
    expect(annotations({ ...STEALER, findings: allowed })).toEqual([])
    const many = Array.from({ length: 50 }, (_, n) =>
      sampleFinding({ code: 'foreign-lookup', package: `p${n}` }),
    )
    expect(annotations(sampleReport({ findings: many }))).toHaveLength(10)
    expect(annotations(CROWD).length).toBeGreaterThan(3)
  })

  it.each(HOSTILE)('lets no package say a command of its own: %j', (text) => {
    for (const line of annotations(hostile(text))) {
      expect(line).not.toMatch(/[\r\n\u2028\x85]/)
      // One command, ours: its properties end at the first `::` behind the name, where they are exactly three.
      const [, properties, message] = /^::error ([^:]*(?::(?!:)[^:]*)*)::(.*)$/s.exec(line) ?? []
      expect(properties?.split(',').map((one) => one.split('=')[0])).toEqual(['file', 'line', 'title'])
      expect(message).not.toMatch(/%(?!25)/)
      expect(message).not.toContain('##[')
    }
  })

  it('escapes the percent sign', () => {
    const [line] = annotations(hostile('100%0A'))
    expect(line).toContain('100%250A')
  })
})

describe('githubSummary', () => {
  it('is a short table', () => {
    expect(githubSummary(STEALER, BLOCKED)).toBe(
      [
        '### safe-npm: malicious, nothing was installed',
        '',
        '| severity | package | script | findings | where | via |',
        '|---|---|---|---|---|---|',
        '| malicious | `left-padd@1.3.1` | postinstall | canary-sent, foreign-contact, foreign-lookup | `metrics.left-padd.example` | `colour-kit@2.0.4` |',
        '',
        'Scan `01JDZX5B8QK3M7N2P4R6S8T0VW`: `dsca show` tells its story. What a finding means: `dsca explain CODE`.',
        '',
      ].join('\n'),
    )
  })

  it('names no record where there is none', () => {
    const text = githubSummary(STEALER, { ...BLOCKED, recorded: false })
    expect(text).toContain('This scan is not recorded. What a finding means')
    expect(text).not.toContain('dsca show')
  })

  it('is nothing when there is nothing to say', () => {
    expect(githubSummary(sampleReport(), BLOCKED)).toBe('')
  })

  it('says when it went on', () => {
    expect(githubSummary(STEALER, { ...BLOCKED, installed: true })).toContain('installed all the same')
    expect(githubSummary(STEALER, { ...BLOCKED, scanOnly: true })).toMatch(/^### safe-npm: malicious\n/)
  })

  it.each([...HOSTILE, '`</code><img src=x onerror=1>', '| a | b', '[x](https://evil.example)', '\\|`\\`'])(
    'keeps what comes from outside in its cell: %j',
    (text) => {
      const lines = githubSummary(hostile(text), BLOCKED).split('\n')
      const [row = ''] = lines.filter((line) => line.startsWith('| suspicious'))
      expect(row.split('|')).toHaveLength(8)
      const outside = row.replace(/`[^`]+`/g, '')
      expect(outside).toMatch(/^\| suspicious \| {2}\| postinstall \| foreign-contact \| {2}\| {2}\|$/)
      for (const line of lines) expect(line).not.toMatch(COMMAND)
    },
  )

  it('of a spoofer has no control characters', () => {
    expect(githubSummary(SPOOFER, BLOCKED)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  })
})
