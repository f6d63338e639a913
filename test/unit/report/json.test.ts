import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { REPORT_ENDINGS } from '../../../src/cli/own-flags.ts'
import type { ScanReport } from '../../../src/model/index.ts'
import { renderReport, reportFormatOf } from '../../../src/report/formats.ts'
import { renderScanJson } from '../../../src/report/json.ts'
import { CROWD, DOWNLOADER, ENDLESS, EVIL, SPOOFER, STEALER, sampleReport } from './samples.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schema/scan.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema)

function problems(value: unknown): string[] {
  validate(value)
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword}`)
}

const IMPORTED: ScanReport = {
  ...STEALER,
  imported: {
    ...{ file: 'team.ndjson', sha256: '0'.repeat(64), madeAt: '2026-01-01T00:00:00.000Z', madeBy: '1.0.0' },
    ...{ sensor: '3', verdicts: 4 },
  },
}

const GOOD: readonly (readonly [string, ScanReport])[] = [
  ['clean', sampleReport()],
  ['nothing to do', sampleReport({ engine: null, runs: [], packages: [] })],
  ['malicious', STEALER],
  ['suspicious', DOWNLOADER],
  ['inconclusive', ENDLESS],
  ['many codes', CROWD],
  ['taken in', IMPORTED],
  ['a request as a whole, and keys', withWholeRequest()],
  ['allowed', { ...DOWNLOADER, findings: DOWNLOADER.findings.map((one) => ({ ...one, allowed: true })) }],
]

function withWholeRequest(): ScanReport {
  const whole = {
    ...{ time: 1, method: 'POST', url: 'https://a.example/', bodyLength: 2, httpVersion: '2.0' },
    ...{ headers: [['x-a', 'b']] as const, bodyStart: 'hi', bodySha256: '0'.repeat(64) },
  }
  return {
    ...STEALER,
    runs: STEALER.runs.map((run) => ({ ...run, requests: [whole] })),
    capture: { ...STEALER.capture, keys: '/captures/scan.keys' },
  }
}

/** A path into a good report, and what is wrong there. */
const BAD: readonly (readonly [path: readonly (string | number)[], value: unknown, problem: string])[] = [
  [['schemaVersion'], 2, '/schemaVersion const'],
  [['verdict'], 'fine', '/verdict enum'],
  [['engine'], 'chroot', '/engine enum'],
  [['startedAt'], 'yesterday', '/startedAt pattern'],
  [['surprise'], 1, ' additionalProperties'],
  [['npm'], undefined, ' required'],
  [['packages', 0, 'integrity'], 'md5-x', '/packages/0/integrity pattern'],
  [['packages', 0, 'scripts'], ['start'], '/packages/0/scripts/0 enum'],
  [['packages', 0, 'basis'], 'guess', '/packages/0/basis enum'],
  [['packages', 0, 'resolved'], 'x', '/packages/0 additionalProperties'],
  [['findings', 0, 'code'], 'odd', '/findings/0/code enum'],
  [['findings', 0, 'severity'], 'bad', '/findings/0/severity enum'],
  [['findings', 0, 'host'], 'Upper.example', '/findings/0/host pattern'],
  [['findings', 0, 'host'], 'dot.example.', '/findings/0/host pattern'],
  [['findings', 0, 'port'], 65536, '/findings/0/port maximum'],
  [['findings', 0, 'count'], 0, '/findings/0/count minimum'],
  [['findings', 0, 'detail'], null, '/findings/0/detail type'],
  [['queries', 0, 'time'], '1', '/queries/0/time type'],
  [['runs', 0, 'phase'], 'later', '/runs/0/phase enum'],
  [['runs', 1, 'requests', 0, 'bodyLength'], -1, '/runs/1/requests/0/bodyLength minimum'],
  [['capture', 'dropped'], null, '/capture/dropped type'],
  [['timings', 'total'], -1, '/timings/total minimum'],
]

function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(renderScanJson(STEALER))
  let place = copy
  for (const step of path.slice(0, -1)) place = place[step]
  const last = path.at(-1) ?? ''
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}

describe('renderScanJson', () => {
  it.each(GOOD)('%s: is what the schema says, and loses nothing', (_what, report) => {
    const text = renderScanJson(report)
    expect(problems(JSON.parse(text))).toEqual([])
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)))
  })

  it.each(BAD)('%j = %j is refused by the schema', (path, value, problem) => {
    expect(problems(changed(path, value))).toContain(problem)
  })

  it('gives the same text whatever order the report was put together in', () => {
    const reversed = Object.fromEntries(Object.entries(IMPORTED).reverse()) as unknown as ScanReport
    expect(renderScanJson(reversed)).toBe(renderScanJson(IMPORTED))
    expect(Object.keys(JSON.parse(renderScanJson(reversed)))).toEqual(Object.keys(schema.properties))
  })

  it('is harmless on a terminal and still the same data', () => {
    const text = renderScanJson(SPOOFER)
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(text).queries[0].name).toBe(EVIL)
    expect(JSON.parse(renderScanJson(sampleReport({ npm: '\u{e0041}\x9b' }))).npm).toBe('\u{e0041}\x9b')
  })
})

describe('reportFormatOf', () => {
  it.each([
    ['a.json', 'json'],
    ['dir.d/b.json', 'json'],
    ['.json', null],
    ['dir/.json', null],
    ['a.JSON', null],
    ['a.sarif', 'sarif'],
    ['a.htm', null],
    ['a.html', 'html'],
    ['json', null],
    ['a.constructor', null],
  ])('%s → %s', (file, format) => {
    expect(reportFormatOf(file)).toBe(format)
  })

  it('knows the endings that the command line accepts', () => {
    // A pcapng is no rendering of the report: it is the capture itself.
    for (const ending of REPORT_ENDINGS.filter((one) => one !== '.pcapng')) {
      const format = reportFormatOf(`report${ending}`)
      expect(format).not.toBeNull()
      const lines = {
        fallback: { file: 'package.json', line: 1 },
        entries: new Map(),
        dependencies: new Map(),
      }
      if (format !== null)
        expect(renderReport(STEALER, format, { version: '1.0.0', lines })).toMatch(
          format === 'html' ? /^<!doctype html>[\s\S]*<\/html>\n$/ : /^\{[\s\S]*\}\n$/,
        )
    }
  })
})
