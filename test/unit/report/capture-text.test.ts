import { expect, test } from 'vitest'
import type { CaptureReport } from '../../../src/report/capture-report.ts'
import { captureText } from '../../../src/report/capture-text.ts'

const report: CaptureReport = {
  schemaVersion: 1,
  file: 'x.pcap',
  registries: ['registry.example'],
  summary: {
    packets: 12,
    bytes: 3400,
    linkTypes: ['EN10MB'],
    complete: true,
    problem: null,
    firstTime: 10,
    lastTime: 11.5,
  },
  queries: [
    {
      name: 'registry.example',
      types: ['A'],
      count: 1,
      servers: ['192.0.2.53:53'],
      first: 10,
      registry: true,
    },
    {
      name: 'a.test',
      types: ['A', 'AAAA'],
      count: 3,
      servers: ['192.0.2.53:53'],
      first: 10,
      registry: false,
    },
  ],
  contacts: [
    {
      address: '2001:db8::1',
      port: 443,
      protocol: 'tls',
      host: 'a.test',
      count: 2,
      first: 11,
      registry: false,
    },
  ],
  malformed: [{ code: 'ip-truncated', count: 3, first: 11 }],
  limits: { entries: 100, queriesLeftOut: 0, contactsLeftOut: 0 },
}

test('what a capture holds', () => {
  expect(captureText(report)).toBe(`x.pcap  12 packets  3400 bytes  EN10MB  1.5 s

asked for (2)
  registry  registry.example  A  1×  at 192.0.2.53:53
  a.test  A AAAA  3×  at 192.0.2.53:53

contacted (1)
  tls  [2001:db8::1]:443  a.test  2×

could not be read
  ip-truncated             3×

registry: registry.example
the capture is complete
`)
})

test.each<[string, Partial<CaptureReport>, string]>([
  [
    'incomplete',
    { summary: { ...report.summary, complete: false, problem: 'empty-file' } },
    'the capture is incomplete: empty-file',
  ],
  ['no registry known', { registries: [] }, 'no registry is known, so none is marked'],
  ['nothing asked', { queries: [] }, 'asked for (0)\n  nothing'],
  [
    'a full list',
    { limits: { entries: 2, queriesLeftOut: 7, contactsLeftOut: 0 } },
    'the list is full: 7 more were counted',
  ],
  ['a long list', { queries: new Array(250).fill(report.queries[1]) }, '… 50 more: --json shows them'],
])('%s', (_name, change, text) => {
  expect(captureText({ ...report, ...change })).toContain(text)
})

test('nothing from outside moves the cursor', () => {
  const evil = '\x1b[2J\n\u202e'
  const queries = [{ name: evil, types: [evil], count: 1, servers: [evil], first: 0, registry: false }]
  const contacts = [
    { address: '192.0.2.1', port: 1, protocol: evil, host: evil, count: 1, first: 0, registry: false },
  ]
  const text = captureText({ ...report, file: evil, queries, contacts, registries: [evil] })
  expect(text.replaceAll('\n', '')).toMatch(/^[^\p{C}]*$/u)
  expect(text.split('\n')).toHaveLength(captureText({ ...report, queries, contacts }).split('\n').length)
})
