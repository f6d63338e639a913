import { describe, expect, it } from 'vitest'
import type { TreePackage } from '../../../src/model/index.ts'
import { examine } from '../../../src/pipeline/examine.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import {
  type Bytes,
  contentsOf,
  type FakeBox,
  fakeBox,
  type Happening,
  item,
  MemoryHistory,
  toolsOf,
} from './fakes.ts'

const scripted = (name: string) => contentsOf(name, { scripts: { postinstall: 'node setup.js' } })
const BYTES: Bytes = {
  'node_modules/a': scripted('a'),
  'node_modules/b': scripted('b'),
  'node_modules/inert': contentsOf('inert'),
}

interface Setting {
  readonly packages?: readonly TreePackage[]
  readonly incoming?: readonly string[]
  readonly ignoreScripts?: boolean
  readonly bytes?: Bytes
  readonly box?: FakeBox
  readonly more?: Parameters<typeof toolsOf>[2]
}

function run({
  packages = [item('a')],
  incoming,
  ignoreScripts = false,
  bytes = BYTES,
  box = fakeBox({}),
  more,
}: Setting) {
  const installation = {
    packages,
    incoming: new Set(incoming ?? packages.map(({ location }) => location)),
    ignoreScripts,
  }
  return examine(installation, toolsOf(box, bytes, more))
}

const fault = (
  code:
    | 'capture-incomplete'
    | 'evidence-limit'
    | 'sensor-died'
    | 'fetch-failed'
    | 'resource-limit'
    | 'pipe-broken',
) => ({
  faults: [{ code, run: null, detail: 'x' }],
})
const capture = (change: object): Happening => ({
  change: {
    capture: {
      packets: 2,
      bytes: 9,
      linkTypes: [],
      complete: true,
      problem: null,
      firstTime: 1,
      lastTime: 2,
      dropped: 0,
      path: null,
      ...change,
    },
  },
})

/** What a box brings back, the verdict, and how much of it later scans may rely on. */
const VERDICTS: readonly (readonly [
  name: string,
  happening: Happening,
  kind: string,
  known: readonly string[],
])[] = [
  ['nothing', {}, 'clean', ['a', 'b']],
  ['a name that was asked', { asks: { a: 'metrics.example' } }, 'suspicious', ['a', 'b']],
  ['a faulty capture', fault('capture-incomplete'), 'inconclusive', []],
  ['too much evidence', fault('evidence-limit'), 'inconclusive', []],
  ['a dead sensor', fault('sensor-died'), 'inconclusive', []],
  ['a broken pipe', fault('pipe-broken'), 'inconclusive', []],
  ['packages that could not be unpacked', fault('fetch-failed'), 'inconclusive', []],
  ['a limit that was reached', fault('resource-limit'), 'inconclusive', []],
  ['dropped packets', capture({ dropped: 1 }), 'inconclusive', []],
  ['a capture that is cut', capture({ complete: false, problem: 'cut' }), 'inconclusive', []],
  ['a capture without a packet', capture({ packets: 0 }), 'inconclusive', []],
  ['no run at all', { runs: () => null }, 'inconclusive', []],
  [
    'a run less than planned',
    { runs: ({ package: name }) => (name === 'b' ? null : {}) },
    'inconclusive',
    [],
  ],
  [
    'a time-out',
    { runs: ({ package: name }) => (name === 'b' ? { timedOut: true, endedAt: null } : {}) },
    'inconclusive',
    ['a'],
  ],
  [
    'a run that we ended without a word',
    { runs: ({ package: name }) => (name === 'b' ? { endedAt: null } : {}) },
    'inconclusive',
    ['a'],
  ],
  [
    'a script that failed',
    { runs: ({ package: name }) => (name === 'b' ? { exitCode: 1 } : {}) },
    'inconclusive',
    ['a'],
  ],
  [
    'a script that was killed',
    { runs: ({ package: name }) => (name === 'b' ? { exitCode: null, signal: 'SIGKILL' } : {}) },
    'inconclusive',
    ['a'],
  ],
  [
    'a script that failed after it asked',
    { asks: { b: 'files.example' }, runs: ({ package: name }) => (name === 'b' ? { exitCode: 1 } : {}) },
    'suspicious',
    ['a', 'b'],
  ],
  [
    'a process that lived on',
    { runs: ({ package: name }) => (name === 'b' ? { survived: true } : {}) },
    'suspicious',
    ['a', 'b'],
  ],
]

describe('examine', () => {
  for (const [name, happening, kind, known] of VERDICTS) {
    it(`${name}: ${kind}, known afterwards: ${known.join(' ') || 'nothing'}`, async () => {
      const result = await run({ packages: [item('a'), item('b')], box: fakeBox(happening) })
      expect(result.verdict.kind).toBe(kind)
      expect(result.report.verdict).toBe(kind)
      expect(result.known.map(({ key }) => key.name).sort()).toEqual(known)
    })
  }

  it('fails when the engine does', async () => {
    await expect(run({ box: fakeBox(new Error('no engine')) })).rejects.toThrow('no engine')
  })

  it.each([
    ['requested, so that the box is open already', { requested: true }],
    ['claimed to have scripts', { claimsScripts: true }],
    ['neither', {}],
  ])('fails when bytes cannot be had, and leaves no box (%s)', async (_, change) => {
    const box = fakeBox({})
    const bytes = { 'node_modules/a': new Error('404') }
    await expect(run({ packages: [item('a', change)], bytes, box })).rejects.toMatchObject({
      code: 'package-unavailable',
    })
    expect(box.works).toEqual([])
    expect(box.cancelled).toBe('requested' in change || 'claimsScripts' in change ? 1 : 0)
  })

  it('starts no box for what has nothing to run', async () => {
    const box = fakeBox({})
    const result = await run({ packages: [item('inert')], box })
    expect([result.verdict.kind, box.works.length, result.known[0]?.inert]).toEqual(['clean', 0, true])
  })

  it('ends the box that was opened for a false claim', async () => {
    const box = fakeBox({})
    const result = await run({ packages: [item('inert', { claimsScripts: true })], box })
    expect([result.verdict.kind, box.works.length, box.cancelled]).toEqual(['clean', 0, 1])
  })

  it('reads no bytes and starts no box for a second time', async () => {
    const history = new MemoryHistory()
    history.remember((await run({ more: { history } })).known)
    const box = fakeBox({})
    const inspected: string[] = []
    const result = await run({ box, more: { history, inspected } })
    expect([result.verdict.kind, result.nothingNew, box.works.length, inspected]).toEqual([
      'clean',
      true,
      0,
      [],
    ])
    expect(result.report.packages[0]?.basis).toBe('history')
  })

  const tellsAgain = { asks: { a: 'metrics.example' } }
  it('tells again what it found before', async () => {
    const history = new MemoryHistory()
    history.remember((await run({ box: fakeBox(tellsAgain), more: { history } })).known)
    const result = await run({ packages: [item('a', { path: ['z@1.0.0', 'a@1.0.0'] })], more: { history } })
    expect([result.verdict.kind, result.nothingNew]).toEqual(['suspicious', false])
    expect(result.verdict.findings[0]).toMatchObject({
      host: 'metrics.example',
      path: ['z@1.0.0', 'a@1.0.0'],
    })
  })

  it('judges anew by the policy of now what was found before', async () => {
    const history = new MemoryHistory()
    const allow = createPolicy([{ effect: 'allow', package: 'a', host: 'metrics.example', reason: null }])
    const first = await run({ box: fakeBox(tellsAgain), more: { history, policy: allow } })
    history.remember(first.known)
    expect(first.verdict.kind).toBe('clean')
    expect((await run({ more: { history } })).verdict.kind).toBe('suspicious')
    expect((await run({ more: { history, policy: allow } })).verdict.kind).toBe('clean')
  })

  const changes: readonly (readonly [string, readonly TreePackage[]])[] = [
    ['other bytes', [item('a', { integrity: 'sha512-other' })]],
    ['another version', [item('a', { version: '1.0.1' })]],
    ['a dependency more', [item('a', { dependencies: ['node_modules/inert'] }), item('inert')]],
    ['asked for by name', [item('a', { requested: true })]],
  ]
  it.each(changes)('watches again: %s', async (_, packages) => {
    const history = new MemoryHistory()
    history.remember((await run({ more: { history } })).known)
    const box = fakeBox({})
    await run({ packages, box, more: { history } })
    expect(box.works).toHaveLength(1)
  })

  it('watches a script-bearing package again when a harmless-looking dependency changed', async () => {
    const history = new MemoryHistory()
    const tree = (integrity: string) => [
      item('a', { dependencies: ['node_modules/inert'] }),
      item('inert', { integrity }),
    ]
    history.remember((await run({ packages: tree('sha512-inert'), more: { history } })).known)
    const box = fakeBox({})
    await run({ packages: tree('sha512-changed'), box, more: { history } })
    expect(box.works[0]?.runs.map((planned) => planned.package)).toEqual(['a'])
  })

  it('does nothing when npm runs no scripts, and knows nothing from it', async () => {
    const box = fakeBox({})
    const result = await run({ ignoreScripts: true, box })
    expect([result.verdict.kind, box.works.length, result.known]).toEqual(['clean', 0, []])
  })

  it('looks at nothing that is there already', async () => {
    const box = fakeBox({})
    const inspected: string[] = []
    await run({ packages: [item('a'), item('b')], incoming: ['node_modules/b'], box, more: { inspected } })
    expect(inspected).toEqual(['node_modules/b'])
    expect(box.works[0]?.runs.map((planned) => planned.package)).toEqual(['b'])
  })
})

describe('examine with the whole tree', () => {
  const packages = [item('a'), item('b'), item('inert')]
  const failsFor = (name: string): Happening => ({
    runs: ({ package: own }) => (own === name ? { exitCode: 1 } : {}),
  })

  it('when a script fails for want of something', async () => {
    const box = fakeBox(failsFor('a'), {})
    const result = await run({ packages, box })
    expect(box.works.map((work) => work.packages.map(({ location }) => location.slice(13)))).toEqual([
      ['a', 'b'],
      ['a', 'b', 'inert'],
    ])
    expect(result.verdict.kind).toBe('clean')
  })

  it('once, and no further', async () => {
    const box = fakeBox(failsFor('a'))
    const result = await run({ packages, box })
    expect([box.works.length, result.verdict.kind]).toEqual([2, 'inconclusive'])
  })

  it('keeps what the first watch saw, if the second sees nothing', async () => {
    const box = fakeBox({ ...failsFor('a'), asks: { b: 'metrics.example' } }, {})
    const result = await run({ packages, box })
    expect(result.verdict.kind).toBe('suspicious')
    expect(result.known.find(({ key }) => key.name === 'b')?.findings).toHaveLength(1)
  })

  it('tells once what both saw', async () => {
    const happening = { asks: { b: 'metrics.example' } }
    const box = fakeBox({ ...failsFor('a'), ...happening }, happening)
    const { verdict } = await run({ packages, box })
    expect(verdict.findings.filter(({ code }) => code === 'foreign-lookup')).toHaveLength(1)
  })
})

describe('examine what is bundled', () => {
  const inner = 'node_modules/a/node_modules/b'
  const bytes: Bytes = {
    ...BYTES,
    'node_modules/a': contentsOf('a'),
    [inner]: contentsOf('b', { integrity: 'sha512-a', scripts: { install: 'x' } }),
  }

  it('runs its scripts, and remembers them with the bundler', async () => {
    const box = fakeBox({ asks: { b: 'metrics.example' } })
    const { verdict, known } = await run({ bytes, box })
    expect(box.works[0]?.runs.map(({ location }) => location)).toEqual([inner])
    expect(verdict.findings[0]).toMatchObject({ package: 'b', path: ['a@1.0.0', 'b@1.0.0'] })
    expect(known).toMatchObject([
      { key: { name: 'a' }, inert: false, scripts: ['install'], findings: [{ host: 'metrics.example' }] },
    ])
  })

  it('blames no package of the same name for it', async () => {
    const box = fakeBox({ runs: () => ({}), asks: { b: 'metrics.example' } })
    const honest = { ...bytes, 'node_modules/b': contentsOf('b') }
    const { known } = await run({ packages: [item('a'), item('b')], bytes: honest, box })
    const told = Object.fromEntries(known.map(({ key, findings }) => [key.name, findings.length]))
    expect(told).toEqual({ a: 1, b: 0 })
  })

  it('fetches by itself what is only said to be bundled', async () => {
    const liar: Bytes = { 'node_modules/a': contentsOf('a'), [`${inner}`]: scripted('b') }
    const packages = [item('a'), item('b', { location: inner, bundledIn: 'node_modules/a' })]
    const inspected: string[] = []
    const box = fakeBox({})
    const tools = toolsOf(box, liar, { inspected })
    const lone = {
      ...tools,
      inspect: async (wanted: Parameters<typeof tools.inspect>[0]) => {
        const found = new Map(await tools.inspect(wanted))
        if (!wanted.some(({ location }) => location === inner)) found.delete(inner)
        return found
      },
    }
    await examine(
      { packages, incoming: new Set(packages.map(({ location }) => location)), ignoreScripts: false },
      lone,
    )
    expect(inspected).toContain(inner)
    expect(box.works[0]?.runs.map(({ location }) => location)).toEqual([inner])
  })
})

describe('examine what somebody agreed to fetch', () => {
  const remote = item('a', { source: 'remote', resolved: 'https://files.example/a.tgz' })
  const run = (asks: Readonly<Record<string, string>>, agreed: readonly string[]) =>
    examine(
      { packages: [remote], incoming: new Set([remote.location]), ignoreScripts: false },
      { ...toolsOf(fakeBox({ asks }), BYTES), agreedSources: new Set(agreed) },
    )

  it('does not ask again where it comes from', async () => {
    expect((await run({}, ['files.example'])).verdict.kind).toBe('clean')
    expect((await run({}, ['other.example'])).verdict.kind).toBe('suspicious')
  })

  it('still tells when its script contacts that host', async () => {
    const { verdict } = await run({ a: 'files.example' }, ['files.example'])
    expect(verdict).toMatchObject({
      kind: 'suspicious',
      findings: [{ code: 'foreign-lookup', host: 'files.example' }],
    })
  })
})

describe('examine without integrity', () => {
  it('takes the hash of the bytes that were looked at', async () => {
    const { integrities, known } = await run({ packages: [item('a', { integrity: null, source: 'file' })] })
    expect(integrities.get('node_modules/a')).toBe('sha512-a')
    expect(known[0]?.key.integrity).toBe('sha512-a')
  })

  it('says of a git host or a web server that it is no registry', async () => {
    const remote = item('a', { source: 'remote', resolved: 'https://files.example/a.tgz' })
    const { verdict, known } = await run({ packages: [remote] })
    expect(verdict).toMatchObject({
      kind: 'suspicious',
      findings: [{ code: 'foreign-source', host: 'files.example' }],
    })
    // Said of the tree each time: whoever gets the same bytes from the registry is not told of it.
    expect(known[0]?.findings).toEqual([])
  })
})
