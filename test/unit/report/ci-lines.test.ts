import { describe, expect, it } from 'vitest'
import {
  blockedLines,
  type CiOptions,
  closingLine,
  detailsHint,
  letThroughLines,
} from '../../../src/report/ci-lines.ts'
import { shellWord } from '../../../src/report/shell-word.ts'
import { CROWD, DEAD_SENSOR, DOWNLOADER, ENDLESS, SPOOFER, STEALER } from './samples.ts'

const ID = STEALER.id
const ciLines = (report: typeof STEALER, options: CiOptions) => [
  ...blockedLines(report, options),
  closingLine(report, options),
]

describe('ciLines', () => {
  it('gives one line for each package and script, then the exit code', () => {
    expect(ciLines(STEALER, { exitCode: 100, timeout: 300 })).toEqual([
      'safe-npm: blocked: left-padd@1.3.1 postinstall → metrics.left-padd.example (dns, https) via colour-kit@2.0.4 [canary-sent, foreign-contact, foreign-lookup]',
      `safe-npm: nothing was installed (exit 100). Details: dsca show ${ID}`,
    ])
  })

  it('names no record where there is none', () => {
    expect(ciLines(STEALER, { exitCode: 100, timeout: 300, recorded: false }).at(-1)).toBe(
      'safe-npm: nothing was installed (exit 100). This scan is not recorded',
    )
    expect(detailsHint(STEALER)).toBe(`Details: dsca show ${ID}`)
  })

  it('says what to type to allow it, where that would help', () => {
    expect(ciLines(DOWNLOADER, { exitCode: 101, timeout: 300 })).toEqual([
      'safe-npm: decision needed: cypress@15.3.0 postinstall → download.cypress.example (dns, https) [foreign-contact, foreign-lookup]',
      `safe-npm: nothing was installed (exit 101). Details: dsca show ${ID}  Allow: dsca allow cypress download.cypress.example`,
    ])
    expect(ciLines(CROWD, { exitCode: 100, timeout: 300 }).at(-1)).not.toContain('Allow')
  })

  it('is honest about what it cannot know', () => {
    expect(ciLines(ENDLESS, { exitCode: 102, timeout: 300 })).toEqual([
      'safe-npm: inconclusive: foo@2.0.0 postinstall still ran after 300 s [watch-incomplete]',
      `safe-npm: nothing was installed (exit 102). Details: dsca show ${ID}  Longer: --safe-timeout=900`,
    ])
  })

  it('says what is known of the cause when the watch itself failed', () => {
    expect(ciLines(DEAD_SENSOR, { exitCode: 102, timeout: 300 })[0]).toBe(
      'safe-npm: inconclusive: this installation could not be watched to the end: the sensor stopped (sensor-died: the sensor ended with 1: Error: no tcpdump\\x1b[2J) [watch-incomplete]',
    )
  })

  it('says of several faults each', () => {
    const [fault] = DEAD_SENSOR.findings
    if (!fault) throw new Error('the sample has a fault')
    const broken = { ...fault, detail: 'pipe-broken: Premature close' }
    const [line] = ciLines({ ...DEAD_SENSOR, findings: [broken, fault] }, { exitCode: 102, timeout: 300 })
    expect(line).toContain('(pipe-broken: Premature close; sensor-died: the sensor ended with 1: ')
  })

  it('cannot be made to say something else', () => {
    for (const line of ciLines(SPOOFER, { exitCode: 100, timeout: 300 })) {
      expect(line).toMatch(/^safe-npm: (blocked|nothing was installed)/)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })
})

it.each([
  ['left-padd', 'left-padd'],
  ['@scope/name', '@scope/name'],
  ['*.files.example', '*.files.example'],
  ['2001:db8::1', '2001:db8::1'],
  ['a;reboot', null],
  ['$(reboot)', null],
  ['-rf', null],
  ['--strict', null],
  ['a b', null],
  ["a'b", null],
  ['a\\.b.example', null],
  ['', null],
])('%s may be copied into a shell: %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})

it('says what --safe-yes let through, and that it goes on', () => {
  const lines = letThroughLines(DOWNLOADER, 300)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^safe-npm: let through \(--safe-yes\): \S+@\S+ \S+ → \S+/)
  expect(lines[0]).not.toContain('blocked')
})
