import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { CaptureEvent, Run, SocketOwner } from '../../../src/model/index.ts'
import { at, connect, data, evidenceOf, owner, query, request, runOf } from './evidence.ts'

const target = at('192.0.2.7:443')
const early = connect(target, 101)
const late = connect(target, 111)
const survivor = runOf(1, { survived: true })

interface Case {
  readonly name: string
  readonly network: readonly CaptureEvent[]
  readonly owners?: readonly SocketOwner[]
  readonly runs?: readonly Run[]
  /** Package of each finding; null with the code `unattributed-traffic`. */
  readonly expected: readonly (string | null)[]
}

const CASES: readonly Case[] = [
  { name: 'by the socket', network: [early], owners: [owner(2, early)], expected: ['p2'] },
  {
    name: 'by the nearest of the sockets that had the port',
    network: [early],
    owners: [owner(2, early, 104), owner(1, early, 100.5), owner(2, early, 97)],
    expected: ['p1'],
  },
  { name: 'not by a socket of long ago', network: [late], owners: [owner(1, late, 101)], expected: ['p2'] },
  {
    name: 'not by a socket of another transport',
    network: [query('x.example', { time: 111 })],
    owners: [{ ...owner(1, query('x.example')), transport: 'tcp', time: 111 }],
    expected: ['p2'],
  },
  {
    name: 'not by a socket of another port',
    network: [early],
    owners: [owner(2, connect(target, 101, at('192.0.2.7:40001')))],
    expected: ['p1'],
  },
  { name: 'by elimination: one alone was alive', network: [early, late], expected: ['p1', 'p2'] },
  {
    name: 'by elimination, although the owner was not found',
    network: [early],
    owners: [owner(null, early)],
    expected: ['p1'],
  },
  { name: 'two were alive', network: [late], runs: [survivor, runOf(2)], expected: [null] },
  {
    name: 'a survivor, after its script',
    network: [connect(target, 125)],
    runs: [survivor, runOf(2)],
    expected: ['p1'],
  },
  {
    name: 'two were alive, because the first one left something running that ended by itself',
    network: [late],
    runs: [runOf(1, { goneAt: 112 }), runOf(2)],
    expected: [null],
  },
  {
    name: 'one was alive: what the first one left running had ended',
    network: [late],
    runs: [runOf(1, { goneAt: 110.5 }), runOf(2)],
    expected: ['p2'],
  },
  {
    name: 'two were alive, but the socket is known',
    network: [late],
    owners: [owner(1, late)],
    runs: [survivor, runOf(2)],
    expected: ['p1'],
  },
  { name: 'nobody was alive', network: [connect(target, 50)], expected: [null] },
  {
    name: 'a run that nobody has heard of',
    network: [connect(target, 50)],
    owners: [owner(9, early, 50)],
    expected: [null],
  },
  {
    name: 'a run that was stopped by us ended before the next began',
    network: [late],
    runs: [runOf(1, { endedAt: null, timedOut: true }), runOf(2)],
    expected: ['p2'],
  },
  {
    name: 'bytes of a connection are whose the connection is',
    network: [early, { ...data(target, 'tls', null), time: 115 } as CaptureEvent],
    owners: [owner(1, early)],
    expected: ['p1'],
  },
]

describe('whose doing it is', () => {
  for (const { name, network, owners = [], runs = [runOf(1), runOf(2)], expected } of CASES) {
    it(name, () => {
      const { findings } = analyse(evidenceOf({ network, owners, runs }))
      const told = findings.filter((one) => one.severity === 'suspicious' && one.code !== 'process-survived')
      expect(told.map((one) => one.package)).toEqual(expected)
      expect(told.map((one) => one.code === 'unattributed-traffic')).toEqual(
        expected.map((one) => one === null),
      )
    })
  }
})

it('names the package, its script and the path to it', () => {
  const [finding] = analyse(evidenceOf({ network: [early] })).findings
  expect(finding).toEqual({
    code: 'foreign-contact',
    severity: 'suspicious',
    phase: 'install',
    package: 'p1',
    version: '1.0.0',
    script: 'postinstall',
    path: ['top@1.0.0', 'p1@1.0.0'],
    address: '192.0.2.7',
    port: 443,
    protocol: 'tcp',
    detail: '',
    time: 101,
    count: 1,
  })
})

it('keeps host and place of what it cannot attribute', () => {
  const { findings } = analyse(
    evidenceOf({
      runs: [],
      network: [query('x.example'), early],
      requests: [request(target, { run: null })],
    }),
  )
  expect(
    findings.map(({ code, package: name, host, address, protocol }) => [
      code,
      name,
      host ?? address,
      protocol,
    ]),
  ).toEqual([
    ['unattributed-traffic', null, 'x.example', 'dns'],
    ['unattributed-traffic', null, '192.0.2.7', 'https'],
  ])
})

it('keeps two scripts of a package apart, and merges two packages never', () => {
  const runs = [runOf(1, { script: 'install' }), runOf(2, { package: 'p1', location: 'node_modules/p1' })]
  const { findings } = analyse(evidenceOf({ runs, network: [early, late] }))
  expect(findings.map((one) => one.script)).toEqual(['install', 'postinstall'])
})

it('finds the nearest among very many records in time', () => {
  const events = Array.from({ length: 20_000 }, (_, n) => query('x.example', { time: 100 + n / 10_000 }))
  const owners = events.map((event) => owner(2, event))
  const started = performance.now()
  const { findings } = analyse(evidenceOf({ network: events, owners }))
  expect(findings[0]).toMatchObject({ package: 'p2', count: 20_000 })
  expect(performance.now() - started).toBeLessThan(2_000)
})
