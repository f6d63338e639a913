import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../../../src/report/html/page.ts'
import { ATTACKS, elements } from '../attacks.ts'
import {
  DEAD_SENSOR,
  DOWNLOADER,
  ENDLESS,
  STEALER,
  sampleFinding,
  samplePackage,
  sampleReport,
  sampleRun,
} from '../samples.ts'

/** A report in which everything that comes from outside is this text. */
function hostile(text: string) {
  return sampleReport({
    verdict: 'malicious',
    id: text,
    engine: text,
    engineWhy: text,
    platform: text,
    npm: text,
    node: text,
    packages: [samplePackage({ name: text, version: text, scripts: [text] })],
    findings: [
      sampleFinding({
        code: 'foreign-contact',
        package: text,
        version: text,
        host: text,
        detail: text,
        path: ['a', text],
        protocol: text,
        time: 2,
      }),
    ],
    queries: [{ name: text, type: text, package: text, version: text, script: 'postinstall', time: 2 }],
    runs: [
      sampleRun({
        id: 1,
        package: text,
        version: text,
        script: 'postinstall',
        command: text,
        signal: text,
        requests: [
          {
            time: 2,
            method: text,
            url: text,
            bodyLength: 9,
            httpVersion: text,
            headers: [[text, text]],
            bodyStart: text,
            bodySha256: text,
          },
        ],
      }),
    ],
    capture: { path: text, packets: 1, dropped: 0, complete: true },
  })
}

describe('renderHtml', () => {
  it.each(ATTACKS)('makes no element, attribute or control character of attack %#', (attack) => {
    const page = renderHtml(hostile(attack))
    const plain = renderHtml(hostile('harmless'))
    expect([...elements(page)]).toEqual([...elements(plain)])
    expect(page.match(/</g)?.length).toBe(plain.match(/</g)?.length)
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(page.length).toBeLessThan(60_000)
  })

  it.each([STEALER, DOWNLOADER, ENDLESS, DEAD_SENSOR])(
    'says the verdict and every finding: $verdict',
    (report) => {
      const page = renderHtml(report)
      expect(page).toContain(`<span class="badge ${report.verdict}">${report.verdict}</span>`)
      for (const { code } of report.findings) expect(page).toContain(code)
      for (const { name } of report.packages) expect(page).toContain(name)
    },
  )

  it('allows the one style and the one script that it holds, and no network', () => {
    const page = renderHtml(STEALER)
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
    for (const kind of ['style', 'script']) {
      const text = new RegExp(`<${kind}>([\\s\\S]*?)</${kind}>`).exec(page)?.[1] ?? ''
      const hash = createHash('sha256').update(text).digest('base64')
      expect(policy).toContain(`${kind}-src 'sha256-${hash}'`)
    }
    expect(policy).toMatch(/^default-src 'none';/)
    expect(page).not.toMatch(/ style="| on[a-z]+="|(src|href)=/)
  })

  it('is the same page for the same scan', () => {
    expect(renderHtml(STEALER)).toBe(renderHtml(STEALER))
  })

  it('stays a page that can be opened, however much there is', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index)
    const page = renderHtml(
      sampleReport({
        verdict: 'suspicious',
        packages: many.map((index) => samplePackage({ name: `package-${index}` })),
        findings: many.map((index) =>
          sampleFinding({ code: 'foreign-lookup', package: `package-${index}`, host: `h${index}.example` }),
        ),
        runs: many.map((index) => sampleRun({ id: index, package: `package-${index}` })),
      }),
    )
    expect(page.length).toBeLessThan(2_000_000)
    expect(page).toContain('and 9,000 more: the JSON has them all')
  })

  it('says so when there is nothing', () => {
    const page = renderHtml(sampleReport({ verdict: 'clean', findings: [], runs: [], queries: [] }))
    for (const words of ['Nothing was found.', 'Nothing ran', 'Nothing but the configured registries'])
      expect(page).toContain(words)
  })
})
