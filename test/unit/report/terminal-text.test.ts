import { describe, expect, it } from 'vitest'
import { blockedLines } from '../../../src/report/ci-lines.ts'
import { detailLines } from '../../../src/report/details.ts'
import { doctorLines } from '../../../src/report/doctor-text.ts'
import { escapeText } from '../../../src/report/escape.ts'
import { findingBox } from '../../../src/report/finding-box.ts'
import { width } from '../../../src/report/layout.ts'
import { showText } from '../../../src/report/show.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { asciiOnly, noCommands } from '../../../src/report/terminal-text.ts'
import { CROWD, DEAD_SENSOR, DOWNLOADER, SPOOFER, STEALER, sampleFinding, sampleReport } from './samples.ts'

const REPORTS = [STEALER, DOWNLOADER, DEAD_SENSOR, SPOOFER, CROWD]
const STATUSES = ['ok', 'warn', 'fail'] as const

/** Everything that is drawn for people, of every sample. */
function everything(columns: number): string[] {
  const options = { columns, style: PLAIN_STYLE, now: 0, timeout: 300 }
  return [
    ...REPORTS.flatMap((report) => [
      ...findingBox(report, options),
      ...detailLines(report, { ...options, outputs: [{ id: 2, output: 'línea\nwörld ✖' }] }),
      ...showText(report, { ...options, command: 'safe-npm install', outcome: 'blocked', home: null }),
    ]),
    ...STATUSES.flatMap((status) => doctorLines({ name: 'npm', status, detail: 'x'.repeat(200) }, options)),
  ]
}

describe('asciiOnly', () => {
  it.each([80, 60])('at %i columns nothing but ASCII is printed, and no line grows', (columns) => {
    const lines = everything(columns)
    expect(lines.join('')).toMatch(/[✖▲✔→└…│]/)
    for (const line of lines) {
      const shown = asciiOnly(line)
      expect(shown).toMatch(/^[\x20-\x7e]*$/)
      expect(width(shown)).toBeLessThanOrEqual(width(line))
    }
  })

  it('gives each mark its likeness', () => {
    expect(asciiOnly('✖ ▲ ✔ a → b └ c… │ 2× “x” é 日 👍')).toBe('x ! + a > b ` c~ | 2x "x" ? ? ?')
  })

  it('keeps lines of a log greppable', () => {
    const [line = ''] = blockedLines(STEALER, { exitCode: 100, timeout: 300 })
    expect(asciiOnly(line)).toMatch(
      /^safe-npm: blocked: left-padd@1\.3\.1 postinstall > metrics\.left-padd\.example/,
    )
  })
})

describe('noCommands', () => {
  it.each([
    ['::error::x', '\\x3a:error::x'],
    ['a\n   ::stop-commands::x\nb', 'a\n   \\x3a:stop-commands::x\nb'],
    ['contacts 2001:db8::1', 'contacts 2001:db8::1'],
    ['a\n\n::b', 'a\n\n\\x3a:b'],
  ])('%j', (text, expected) => {
    expect(noCommands(text)).toBe(expected)
  })

  // Where a line is wrapped is in the hands of whoever knows our columns.
  it('takes what a wrapped command would say', () => {
    const url = `https://h.example/${'x'.repeat(43)}::add-mask::a ::error::b`
    const report = sampleReport({
      findings: [sampleFinding({ code: 'foreign-source', detail: `${'y '.repeat(30)}::error::owned` })],
      runs: [],
    })
    const box = [
      ...findingBox(report, { columns: 80, style: PLAIN_STYLE }),
      ...findingBox(
        { ...DOWNLOADER, runs: DOWNLOADER.runs.map((run) => ({ ...run, command: url })) },
        {
          columns: 80,
          style: PLAIN_STYLE,
        },
      ),
    ].join('\n')
    expect(box).toMatch(/^\s*::/m)
    expect(noCommands(box)).not.toMatch(/^\s*::/m)
  })
})

it('what CI systems take for a command anywhere in a line is none after escaping', () => {
  expect(escapeText('a ##[error]b')).toBe('a #\\x23[error]b')
  expect(escapeText('###')).toBe('#\\x23#')
  expect(escapeText('issue #1, # 2')).toBe('issue #1, # 2')
  expect(escapeText('x##vso[task.setvariable]', 6)).not.toContain('##')
})
