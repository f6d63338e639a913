import { describe, expect, it } from 'vitest'
import { readHead, readVerdict, writeHead, writeVerdict } from '../../../src/history/verdict-file.ts'
import type { Finding } from '../../../src/model/index.ts'

const NOW = 1_700_000_000_000
const HEAD = { madeBy: '1.2.3', madeAt: '2026-01-02T03:04:05.678Z', platform: 'linux-x64', sensor: '3' }
const FINDING: Finding = {
  ...{ code: 'foreign-contact', severity: 'suspicious', phase: 'install', package: '@a/b', version: '1.0.0' },
  ...{
    script: 'postinstall',
    path: ['my-secret-app@1.0.0', '@a/b@1.0.0'],
    host: 'a.example',
    address: '192.0.2.1',
  },
  ...{
    port: 443,
    protocol: 'https',
    detail: 'GET https://a.example/\u202e',
    time: 12.5,
    count: 3,
    allowed: true,
  },
} as Finding
const VERDICT = {
  key: {
    ...{ name: '@a/b', version: '1.0.0', integrity: 'sha512-AAAA+/==', closure: 'ab'.repeat(32) },
    phases: ['import', 'install'] as const,
  },
  inert: false,
  scripts: ['postinstall'],
  findings: [FINDING],
  watchedAt: NOW,
}
const line = (change: Record<string, unknown> = {}) => JSON.stringify({ ...writeVerdict(VERDICT), ...change })
const lineWith = (change: Record<string, unknown>) => {
  const written = JSON.parse(line())
  return line({ findings: [{ ...written.findings[0], ...change }] })
}

describe('a file of verdicts', () => {
  it('keeps under which circumstances something was seen', () => {
    const only = { ...VERDICT, findings: [{ ...FINDING, condition: 'in CI' }] }
    const [read] = readVerdict(JSON.stringify(writeVerdict(only)), NOW).findings
    expect(read).toMatchObject({ code: 'foreign-contact', condition: 'in CI' })
  })

  it('is read as it was written, without path, moment and policy', () => {
    expect(readHead(JSON.stringify(writeHead(HEAD)))).toEqual(HEAD)
    const { allowed: _, ...finding } = FINDING
    expect(readVerdict(line(), NOW)).toEqual({ ...VERDICT, findings: [{ ...finding, path: [], time: null }] })
    expect(line()).not.toContain('my-secret-app')
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['another field', line({ decision: 'allow' })],
    ['a missing field', JSON.stringify({ ...writeVerdict(VERDICT), closure: undefined })],
    ['no integrity', line({ integrity: '' })],
    ['md5', line({ integrity: 'md5-AAAA' })],
    ['another closure', line({ closure: 'c1' })],
    ['an unknown phase', line({ phases: ['later'] })],
    ['an unknown script', line({ scripts: ['start'] })],
    ['inert with scripts', line({ inert: true })],
    ['the future', line({ watchedAt: NOW + 2 * 86_400_000 })],
    ['half a millisecond', line({ watchedAt: 0.5 })],
    ['a name without end', line({ name: 'a'.repeat(10_000) })],
    ['an unknown code', lineWith({ code: 'fine' })],
    ['an unknown severity', lineWith({ severity: 'none' })],
    ['an allowed finding', lineWith({ allowed: true })],
    ['a moment', lineWith({ time: 1 })],
    ['a port that is none', lineWith({ port: 65_536 })],
    ['a prototype', line().replace('{', '{"__proto__":{"a":1},')],
  ])('%s is not taken', (_what, text) => {
    expect(() => readVerdict(text, NOW)).toThrow(expect.objectContaining({ name: 'VerdictLineError' }))
  })

  it.each([
    ['another format', { format: 'other' }],
    ['a later version', { version: 2 }],
    ['no date', { madeAt: 'today' }],
    ['no platform', { platform: '\u001b[2J' }],
    ['another field', { more: 1 }],
  ])('%s is no head', (_what, change) => {
    expect(() => readHead(JSON.stringify({ ...writeHead(HEAD), ...change }))).toThrow()
  })
})
