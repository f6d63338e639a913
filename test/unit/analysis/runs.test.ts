import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { Evidence, RegistryRequest } from '../../../src/model/index.ts'
import { at, connect, evidenceOf, packageOf, query, runOf } from './evidence.ts'

const asked = (change: Partial<RegistryRequest>): Partial<Evidence> => ({
  registryRequests: [
    { time: 101, run: 1, method: 'GET', host: 'registry.example', path: '/x', outcome: 'served', ...change },
  ],
})
const fetchRun = runOf(1, { phase: 'fetch', location: null, package: null, version: null, script: null })
const captured = (change: Partial<Evidence['capture']>): Partial<Evidence> => ({
  capture: { ...evidenceOf().capture, ...change },
})
const optional = { packages: [packageOf('p1', { optional: true })] }

interface Case {
  readonly name: string
  readonly change: Partial<Evidence>
  /** code, severity, package, detail */
  readonly expected: readonly (readonly [string, string, string | null, string])[]
}

const CASES: readonly Case[] = [
  { name: 'a quiet watch', change: {}, expected: [] },

  // Requests to a registry
  {
    name: 'a publish',
    change: asked({ method: 'PUT', outcome: 'refused' }),
    expected: [['registry-write', 'malicious', 'p1', 'PUT /x (refused)']],
  },
  {
    name: 'a write that was served all the same',
    change: asked({ method: 'DELETE' }),
    expected: [['registry-write', 'malicious', 'p1', 'DELETE /x (served)']],
  },
  {
    name: 'a write of nobody known',
    change: { ...asked({ method: 'POST', run: null, outcome: 'refused' }), runs: [] },
    expected: [['registry-write', 'malicious', null, 'POST /x (refused)']],
  },
  {
    name: 'a write, attributed by elimination',
    change: asked({ method: 'POST', run: null, outcome: 'refused' }),
    expected: [['registry-write', 'malicious', 'p1', 'POST /x (refused)']],
  },
  {
    name: "npm's own audit while it unpacks",
    change: { ...asked({ method: 'POST', outcome: 'refused' }), runs: [fetchRun] },
    expected: [['registry-write', 'info', null, 'POST /x (refused)']],
  },
  {
    name: 'a refused read',
    change: asked({ path: '/-/whoami', outcome: 'refused' }),
    expected: [['registry-read', 'suspicious', 'p1', 'GET /-/whoami (refused)']],
  },
  {
    name: 'a script that reads packages',
    change: asked({}),
    expected: [['registry-read', 'suspicious', 'p1', 'GET /x (served)']],
  },
  {
    name: 'npm that asks for a newer npm, started by a script',
    change: asked({ path: '/npm' }),
    expected: [['registry-read', 'info', 'p1', 'GET /npm (served)']],
  },
  {
    name: 'npm that asks for a newer npm, and does not wait',
    change: asked({ path: '/npm', outcome: 'refused' }),
    expected: [['registry-read', 'info', 'p1', 'GET /npm (refused)']],
  },
  { name: 'npm that reads packages', change: { ...asked({}), runs: [fetchRun] }, expected: [] },

  // Runs
  {
    name: 'a script that failed',
    change: { runs: [runOf(1, { exitCode: 1 })] },
    expected: [['script-failed', 'inconclusive', 'p1', 'exit 1: node setup.js']],
  },
  {
    name: 'a script that was killed',
    change: { runs: [runOf(1, { exitCode: null, signal: 'SIGSEGV' })] },
    expected: [['script-failed', 'inconclusive', 'p1', 'SIGSEGV: node setup.js']],
  },
  {
    name: 'a script of an optional package that failed',
    change: { ...optional, runs: [runOf(1, { exitCode: 1 })] },
    expected: [['script-failed', 'info', 'p1', 'exit 1: node setup.js']],
  },
  {
    name: 'a script that failed after a contact',
    change: { runs: [runOf(1, { exitCode: 1 })], network: [connect(at('192.0.2.1:9'))] },
    expected: [
      ['foreign-contact', 'suspicious', 'p1', ''],
      ['script-failed', 'info', 'p1', 'exit 1: node setup.js'],
    ],
  },
  {
    name: 'a script that failed after a lookup',
    change: { runs: [runOf(1, { exitCode: 1 })], network: [query('x.example')] },
    expected: [
      ['foreign-lookup', 'suspicious', 'p1', 'A'],
      ['script-failed', 'info', 'p1', 'exit 1: node setup.js'],
    ],
  },
  {
    name: 'a script that failed after talking to itself',
    change: { runs: [runOf(1, { exitCode: 1 })], network: [connect(at('127.0.0.1:3000'))] },
    expected: [
      ['foreign-contact', 'info', 'p1', ''],
      ['script-failed', 'inconclusive', 'p1', 'exit 1: node setup.js'],
    ],
  },
  {
    name: "a script that failed beside another's contact",
    change: { runs: [runOf(1), runOf(2, { exitCode: 1 })], network: [connect(at('192.0.2.1:9'))] },
    expected: [
      ['foreign-contact', 'suspicious', 'p1', ''],
      ['script-failed', 'inconclusive', 'p2', 'exit 1: node setup.js'],
    ],
  },
  {
    name: 'an import that failed',
    change: { runs: [runOf(1, { phase: 'import', script: 'import', exitCode: 1 })] },
    expected: [['script-failed', 'info', 'p1', 'exit 1: node setup.js']],
  },
  {
    name: 'a script that ran out of time',
    change: { runs: [runOf(1, { timedOut: true, endedAt: null, exitCode: null, signal: 'SIGKILL' })] },
    expected: [['watch-incomplete', 'inconclusive', 'p1', 'script-timeout']],
  },
  {
    name: 'an import that waits',
    change: {
      runs: [runOf(1, { phase: 'import', script: 'import', timedOut: true, endedAt: null, exitCode: null })],
    },
    expected: [['watch-incomplete', 'info', 'p1', 'script-timeout']],
  },
  {
    name: 'a run that was stopped, and nobody said why',
    change: { runs: [runOf(1, { endedAt: null, exitCode: null })] },
    expected: [['watch-incomplete', 'inconclusive', 'p1', 'sandbox-fault']],
  },
  {
    name: 'a process that survived',
    change: { runs: [runOf(1, { survived: true })] },
    expected: [['process-survived', 'suspicious', 'p1', 'node setup.js']],
  },
  {
    name: 'a fetch that failed',
    change: { runs: [{ ...fetchRun, exitCode: 1 }] },
    expected: [['watch-incomplete', 'inconclusive', null, 'fetch-failed']],
  },

  // Faults
  {
    name: 'a fault',
    change: { faults: [{ code: 'sensor-died', run: null, detail: 'x' }] },
    expected: [['watch-incomplete', 'inconclusive', null, 'sensor-died: x']],
  },
  {
    name: 'a fault of a run, which explains that it was stopped',
    change: {
      runs: [runOf(1, { endedAt: null, exitCode: null })],
      faults: [{ code: 'resource-limit', run: 1, detail: 'x' }],
    },
    expected: [['watch-incomplete', 'inconclusive', 'p1', 'resource-limit: x']],
  },
  {
    name: 'a fault that is told twice',
    change: {
      runs: [runOf(1, { timedOut: true })],
      faults: [{ code: 'script-timeout', run: 1, detail: '300 s' }],
    },
    expected: [['watch-incomplete', 'inconclusive', 'p1', 'script-timeout']],
  },
  {
    name: 'a fault that is concluded too: what was told of it stays',
    change: {
      ...captured({ complete: false }),
      faults: [{ code: 'capture-incomplete', run: null, detail: 'tcpdump: no space left' }],
    },
    expected: [['watch-incomplete', 'inconclusive', null, 'capture-incomplete: tcpdump: no space left']],
  },
  {
    name: 'an incomplete capture',
    change: captured({ complete: false }),
    expected: [['watch-incomplete', 'inconclusive', null, 'capture-incomplete']],
  },
  {
    name: 'a capture with a problem',
    change: captured({ problem: 'record-length' }),
    expected: [['watch-incomplete', 'inconclusive', null, 'capture-incomplete: record-length']],
  },
  {
    name: 'an empty capture',
    change: captured({ packets: 0 }),
    expected: [['watch-incomplete', 'inconclusive', null, 'capture-incomplete']],
  },
  {
    name: 'dropped packets',
    change: captured({ dropped: 1 }),
    expected: [['watch-incomplete', 'inconclusive', null, 'capture-dropped-packets: 1 lost']],
  },
]

describe('what the runs and the watch itself tell', () => {
  for (const { name, change, expected } of CASES) {
    it(name, () => {
      const { findings } = analyse(evidenceOf({ runs: [runOf(1)], ...change }))
      expect(findings.map((one) => [one.code, one.severity, one.package, one.detail])).toEqual(expected)
    })
  }
})

it('counts requests of one kind together', () => {
  const registryRequests = ['/a', '/b', '/b'].map((path) => ({
    time: 101,
    run: 1,
    method: 'GET',
    host: 'registry.example',
    path,
    outcome: 'served' as const,
  }))
  const { findings } = analyse(evidenceOf({ registryRequests }))
  expect(findings.map((one) => [one.detail, one.count, one.host])).toEqual([
    ['GET /a and 1 more (served)', 3, 'registry.example'],
  ])
})
