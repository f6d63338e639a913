import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../../src/model/index.ts'
import { detailLines } from '../../../src/report/details.ts'
import { findingBox } from '../../../src/report/finding-box.ts'
import { width } from '../../../src/report/layout.ts'
import { showText } from '../../../src/report/show.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import {
  CROWD,
  DEAD_SENSOR,
  DOWNLOADER,
  ENDLESS,
  EVIL,
  SPOOFER,
  STEALER,
  sampleFinding,
  sampleReport,
} from './samples.ts'

const DAY = 86_400_000
const OPTIONS = { columns: 80, style: PLAIN_STYLE, now: 12 * DAY }

describe('findingBox', () => {
  it('tells a story: what, where to, what is in it, through whom', () => {
    const previous = new Map([
      ['left-padd@1.3.1', { version: '1.3.0', watchedAt: 0, scripts: [], findings: 0 }],
    ])
    expect(findingBox(STEALER, { ...OPTIONS, previous })).toEqual([
      '',
      '  ✖ left-padd@1.3.1 sends a credential of yours away while it installs',
      '',
      '    postinstall    node setup.js',
      '    looks up       metrics.left-padd.example',
      '    sends          POST https://metrics.left-padd.example/i  1.2 kB',
      '    gives away     npm token in the body, base64',
      '                   It was a decoy. On your machine it would have been the real',
      '                   one.',
      '    came with      colour-kit@2.0.4 → left-padd@1.3.1',
      '    new since      1.3.0 (watched 12 days ago: no scripts)',
      '',
      '    Nothing has been installed. Nothing left this machine.',
      '',
    ])
  })

  it('says why a watch failed', () => {
    expect(findingBox(DEAD_SENSOR, OPTIONS).join('\n')).toContain(
      '    not seen       the sensor ended with 1: Error: no tcpdump\\x1b[2J\n',
    )
  })

  it('does not cry over a download', () => {
    expect(findingBox(DOWNLOADER, { ...OPTIONS, columns: 60 })).toEqual([
      '',
      '  ▲ cypress@15.3.0 fetches a file from outside the registry',
      '    while it installs',
      '',
      '    postinstall    node index.js --exec install',
      '    asks for       https://download.cypress.example/desktop/',
      '                   15.3.0?platform=linux&arch=x64',
      '    looks like     the download of a prebuilt program',
      '',
      '    Nothing has been installed. Nothing left this machine.',
      '',
    ])
  })

  it('calls it no download when another host is contacted beside it', () => {
    const other = sampleFinding({
      code: 'foreign-lookup',
      package: 'cypress',
      version: '15.3.0',
      host: 'else.example',
    })
    const text = findingBox({ ...DOWNLOADER, findings: [...DOWNLOADER.findings, other] }, OPTIONS).join('\n')
    expect(text).toContain('✖ cypress@15.3.0 wants to talk to a stranger')
    expect(text).toContain('else.example')
    expect(text).not.toContain('looks like')
  })

  it('says how to give more time to a script that did not end', () => {
    const text = findingBox(ENDLESS, { ...OPTIONS, timeout: 300 }).join('\n')
    expect(text).toContain('▲ foo@2.0.0 did not end in time')
    expect(text).toContain('--safe-timeout=900')
  })

  it('is empty when all is allowed or merely noted', () => {
    const [first, second] = DOWNLOADER.findings
    if (first === undefined || second === undefined) throw new Error('the sample has two findings')
    const findings = [
      { ...first, allowed: true },
      { ...second, severity: 'info' as const },
    ]
    expect(findingBox({ ...DOWNLOADER, findings }, OPTIONS)).toEqual([])
  })

  it('leaves requests to an allowed host out of an open question', () => {
    const request = { time: 1, method: 'GET', url: 'https://fine.example:443/x', bodyLength: 0 }
    const report: ScanReport = {
      ...STEALER,
      findings: [
        ...STEALER.findings,
        sampleFinding({ code: 'foreign-contact', host: 'fine.example', allowed: true }),
      ],
      runs: STEALER.runs.map((run) => ({ ...run, requests: [...run.requests, request] })),
    }
    expect(findingBox(report, OPTIONS).join('\n')).not.toContain('fine.example')
  })

  it('caps packages and hosts, the worst first', () => {
    const text = findingBox(CROWD, OPTIONS).join('\n')
    expect(text.indexOf('x@1.3.1')).toBeLessThan(text.indexOf('from-git@0.1.0'))
    expect(text).toContain('and 3 more: “Show all” lists them')
    const many = Array.from({ length: 9 }, (_, at) =>
      sampleFinding({ code: 'foreign-lookup', host: `h${at}.example` }),
    )
    const hosts = findingBox(sampleReport({ findings: many }), OPTIONS).join('\n')
    expect(hosts).toContain('h3.example')
    expect(hosts).toContain('and 5 more')
    expect(hosts).not.toContain('h4.example')
  })

  it('does not say that an installation was stopped where none was asked for', () => {
    const text = findingBox(CROWD, { ...OPTIONS, scanOnly: true }).join('\n')
    expect(text).not.toContain('has been installed')
    expect(text).toContain(`and 3 more: dsca show ${CROWD.id}`)
    const unrecorded = findingBox(CROWD, { ...OPTIONS, scanOnly: true, recorded: false }).join('\n')
    expect(unrecorded).toContain('and 3 more')
    expect(unrecorded).not.toContain('dsca show')
  })
})

describe('whatever comes from outside', () => {
  const reports = { STEALER, DOWNLOADER, ENDLESS, CROWD, SPOOFER }
  const texts = (report: ScanReport, columns: number): string[][] => {
    const options = { columns, style: PLAIN_STYLE, now: 0 }
    return [
      findingBox(report, options),
      detailLines(report, { ...options, outputs: [{ id: 1, output: `${EVIL}\n`.repeat(50) }] }),
      showText(
        { ...report, capture: { ...report.capture, path: null } },
        { ...options, command: EVIL, outcome: EVIL, home: '/home/ada' },
      ),
    ]
  }

  it.each(Object.entries(reports))('%s fits 60 and 80 columns and is escaped', (_name, report) => {
    for (const columns of [60, 80]) {
      for (const line of texts(report, columns).flat()) {
        expect(width(line), line).toBeLessThanOrEqual(columns)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }
    }
  })
})

describe('showText', () => {
  it('ends with what happened in order and the capture', () => {
    const lines = showText(STEALER, {
      ...OPTIONS,
      command: 'npm i colour-kit',
      outcome: 'blocked',
      home: '/home/ada',
    })
    expect(lines[0]).toBe('01JDZX5B8QK3M7N2P4R6S8T0VW  malicious, blocked')
    expect(lines.slice(-9)).toEqual([
      ' 0.000  fetch   npm ci',
      ' 0.900  fetch exit 0',
      ' 0.912  left-padd postinstall   node setup.js',
      ' 0.951    └ dns      A metrics.left-padd.example',
      ' 0.967    └ https    POST https://metrics.left-padd.example/i  1.2 kB',
      ' 0.967    └ gives away  npm token in the body, base64',
      ' 1.204  left-padd postinstall exit 0',
      '',
      '  pcap  ~/.local/state/safe-npm/captures/01JDZX5B8QK3M7N2P4R6S8T0VW.pcap  (96 packets)',
    ])
  })
})
