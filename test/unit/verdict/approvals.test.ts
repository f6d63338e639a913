import { expect, it } from 'vitest'
import type { ScriptPlace } from '../../../src/model/index.ts'
import { approvalsOf, approvalVerdict } from '../../../src/verdict/approvals.ts'
import { sampleFinding, samplePackage, sampleReport } from '../report/samples.ts'

const place = (name: string, change: Partial<ScriptPlace> = {}): ScriptPlace => ({
  name,
  version: '1.0.0',
  standing: 'open',
  pin: `${name}@1.0.0`,
  bundled: false,
  here: true,
  ...change,
})
const scripted = (name: string, change: object = {}) =>
  samplePackage({ name, scripts: ['postinstall'], basis: 'watched', ...change })

function only(change: { item?: object; place?: Partial<ScriptPlace>; findings?: object[] }) {
  const findings = (change.findings ?? []).map((one) =>
    sampleFinding({ code: 'foreign-lookup', package: 'a', version: '1.0.0', host: 'x.example', ...one }),
  )
  const report = sampleReport({ packages: [scripted('a', change.item)], findings })
  return approvalsOf(report, [place('a', change.place)])
}

it('proposes the pinned entry of what was watched clean', () => {
  expect(only({})).toEqual([
    {
      name: 'a',
      version: '1.0.0',
      scripts: ['postinstall'],
      did: 'clean',
      hosts: [],
      standing: 'open',
      pin: 'a@1.0.0',
      unproposed: null,
    },
  ])
})

it.each([
  ['approved already', { place: { standing: 'approved' } }, 'approved', 0],
  ['denied', { place: { standing: 'denied' } }, 'denied', 0],
  ['in a tarball', { place: { bundled: true, pin: null } }, 'bundled', 0],
  ['without an entry that pins it', { place: { pin: null } }, 'no-pin', 0],
  ['suspicious', { item: { verdict: 'suspicious' } }, 'not-clean', 100],
  ['malicious', { item: { verdict: 'malicious' } }, 'not-clean', 100],
  [
    'malicious and approved',
    { item: { verdict: 'malicious' }, place: { standing: 'approved' } },
    'approved',
    100,
  ],
  [
    'suspicious and approved',
    { item: { verdict: 'suspicious' }, place: { standing: 'approved' } },
    'approved',
    0,
  ],
  ['inconclusive', { item: { verdict: 'inconclusive' } }, 'not-clean', 102],
  ['known', { item: { basis: 'history' } }, null, 0],
  // It has scripts, and nobody saw them run: no knowledge, whatever else there is.
  ['never run', { item: { basis: 'inert' } }, 'not-clean', 102],
] as const)('%s', (_, given, unproposed, code) => {
  const approvals = only(given as Parameters<typeof only>[0])
  expect(approvals[0]?.unproposed).toBe(unproposed)
  const codes = { clean: 0, suspicious: 100, malicious: 100, inconclusive: 102 }
  expect(codes[approvalVerdict(approvals)]).toBe(code)
})

it('names every place that was contacted, allowed ones too', () => {
  const findings = [
    { host: 'b.example' },
    { code: 'foreign-contact', host: 'b.example', allowed: true },
    { host: undefined, address: '192.0.2.7' },
    { package: 'other' },
  ]
  expect(only({ findings })[0]?.hosts).toEqual(['b.example', '192.0.2.7'])
})

it('tells what is for another platform, and proposes nothing for it', () => {
  const elsewhere = place('fsevents', { here: false })
  expect(approvalsOf(sampleReport({ packages: [scripted('a')] }), [place('a'), elsewhere])).toMatchObject([
    { name: 'a' },
    { name: 'fsevents', scripts: [], did: 'not-run', unproposed: 'not-run' },
  ])
})

it('is one row for a version that lies in several places: the worst counts', () => {
  const packages = [scripted('a'), scripted('a', { verdict: 'suspicious' })]
  const places = [place('a', { standing: 'approved' }), place('a')]
  expect(approvalsOf(sampleReport({ packages }), places)).toMatchObject([
    { name: 'a', did: 'suspicious', standing: 'open', unproposed: 'not-clean' },
  ])
})

it('has no row for what has no scripts', () => {
  expect(approvalsOf(sampleReport({ packages: [samplePackage({ name: 'a' })] }), [place('a')])).toEqual([])
})

it('never proposes what npm has no place for', () => {
  expect(approvalsOf(sampleReport({ packages: [scripted('a')] }), [])).toMatchObject([
    { standing: 'open', pin: null, unproposed: 'bundled' },
  ])
})

it('never proposes an entry of another name than the package has', () => {
  expect(only({ place: { pin: 'popular@1.0.0' } })[0]?.unproposed).toBe('no-pin')
})
