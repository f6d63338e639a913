import { describe, expect, it } from 'vitest'
import { SurveyDigest, wantsEvidence } from '../../../../src/report/survey/digest.ts'
import {
  digestOf,
  foundOf,
  PLAN,
  resultOf,
  seededResults,
  watchedOf,
} from '../../../helpers/survey-results.ts'

const MADE = { plan: PLAN, madeAt: '2026-01-03T00:00:00.000Z' }

describe('SurveyDigest', () => {
  it('counts', () => {
    const report = digestOf(seededResults(2_000, 100))
    expect(report.totals).toMatchObject({
      source: 20_000,
      chosen: 2_000,
      done: 2_000,
      analysed: 1_996,
      // All but two git dependencies, which contact nobody while they install.
      foreign: 18,
      verdicts: { clean: 1_976, suspicious: 18, malicious: 2, inconclusive: 4 },
      basis: { none: 4, watched: 40, inferred: 20, inert: 1_936 },
      retried: 4,
    })
    expect(report.kinds).toEqual([
      { kind: 'binary-download', packages: 6 },
      { kind: 'unknown-contact', packages: 4 },
      { kind: 'telemetry', packages: 3 },
      { kind: 'node-headers', packages: 3 },
      { kind: 'credentials-sent', packages: 2 },
      { kind: 'import-time', packages: 2 },
      { kind: 'remote-dependency', packages: 2 },
    ])
    expect(report.results.map(({ verdict }) => verdict).slice(0, 3)).toEqual([
      'malicious',
      'malicious',
      'suspicious',
    ])
    expect(report.inconclusive.reasons).toEqual([{ reason: '… could not be resolved: ETARGET', packages: 4 }])
    expect(report.inconclusive.results).toHaveLength(4)
    expect(Object.values(report.omitted)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('leads from a host to packages, from a package to hosts, and from both to the evidence', () => {
    const report = digestOf(seededResults(2_000, 100))
    const host = report.hosts.find((one) => one.host === 'files.example')
    expect(host).toMatchObject({
      packageCount: 3,
      targets: 3,
      kinds: ['binary-download'],
      protocols: ['dns', 'https'],
    })
    const [first] = host?.evidence ?? []
    expect(report.evidence[first ?? -1]).toMatchObject({
      package: 'package-0',
      script: 'postinstall',
      command: 'node setup.js',
      exit: 'exit 0',
      capture: expect.stringMatching(/\.pcap$/),
      queries: [{ name: 'files.example', type: 'A' }],
      requests: [{ method: 'GET', url: expect.stringContaining('https://files.example/') }],
    })
    expect(report.packages.find(({ name }) => name === 'package-0')).toMatchObject({
      hosts: ['files.example'],
      versions: ['1.0.0'],
    })
  })

  it('tells one script in many trees once', () => {
    const { result, report } = watchedOf(0, 'deep', { host: 'deep.example' })
    const results = [0, 1, 2].map((n) =>
      resultOf(n, {
        name: `top-${n}`,
        verdict: 'suspicious',
        basis: 'inferred',
        scanIds: result.scanIds,
        findings: result.findings,
      }),
    )
    const digest = digestOf({ results, reports: new Map([[report.id, report]]) })
    expect(digest.evidence).toHaveLength(1)
    expect(digest.evidence[0]?.targets).toBe(3)
    expect(digest.hosts).toMatchObject([
      { host: 'deep.example', packages: ['deep'], packageCount: 1, targets: 3 },
    ])
    expect(digest.results.map(({ evidence }) => evidence)).toEqual([[0], [0], [0]])
  })

  it('tells what is allowed, and wants no scan of what has nothing to tell', () => {
    const allowed = resultOf(1, { findings: [foundOf('a', { allowed: true })] })
    const noted = resultOf(2, { findings: [foundOf('b', { severity: 'info' })] })
    expect([allowed, noted, resultOf(3)].map(wantsEvidence)).toEqual([true, false, false])
    const report = digestOf({ results: [allowed, noted, resultOf(3)], reports: new Map() })
    expect(report.results.map(({ name, verdict }) => [name, verdict])).toEqual([['package-1', 'clean']])
    expect(report.totals).toMatchObject({ foreign: 1, verdicts: { clean: 3 } })
  })

  it('is the same for the same results', () => {
    expect(digestOf(seededResults(500, 20))).toEqual(digestOf(seededResults(500, 20)))
  })

  it('says nothing of an empty survey', () => {
    const report = digestOf({ results: [], reports: new Map() })
    expect(report.totals).toMatchObject({ done: 0, analysed: 0, firstFinishedAt: null })
    expect(report.hosts).toEqual([])
  })

  it('has bounds: 60,000 targets that each contact another host of a package of their own', () => {
    const digest = new SurveyDigest()
    for (let n = 0; n < 60_000; n += 1) {
      digest.add(resultOf(n, { verdict: 'suspicious', findings: [foundOf(`p${n}`)] }))
      digest.add(resultOf(n, { verdict: 'inconclusive', reason: `reason ${n}` }))
    }
    const report = digest.finish({ ...MADE, progress: { state: 'done', total: 60_000 } })
    for (const list of [report.results, report.evidence, report.hosts, report.packages])
      expect(list).toHaveLength(20_000)
    expect(report.inconclusive.results).toHaveLength(5_000)
    expect(report.inconclusive.reasons).toHaveLength(200)
    expect(report.omitted).toEqual({
      results: 40_000,
      evidence: 40_000,
      hosts: 40_000,
      packages: 40_000,
      inconclusive: 55_000,
      reasons: 59_800,
    })
    expect(report.totals.foreign).toBe(60_000)
  })
})
