import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  CleanQuery,
  Decision,
  History,
  ScanRecord,
  VerdictContext,
  VerdictImport,
  VerdictKey,
} from '../../src/history/history.ts'
import type { Finding } from '../../src/model/index.ts'

/** A place where one backend keeps histories: a folder, a schema of a database. */
export interface HistoryPlace extends AsyncDisposable {
  /** Every call opens the same history. */
  open(): Promise<History>
}

export const CONTEXT: VerdictContext = { platform: 'linux-x64', sensor: '1' }
export const ID = '01JDZ0000000000000000000A1'

export function keyOf(name: string, change: Partial<VerdictKey> = {}): VerdictKey {
  return {
    name,
    version: '1.0.0',
    integrity: `sha512-${name}`,
    closure: 'c1',
    phases: ['install'],
    ...change,
  }
}

export function findingOf(change: Partial<Finding> = {}): Finding {
  return {
    code: 'foreign-lookup',
    severity: 'suspicious',
    phase: 'install',
    package: 'a',
    version: '1.0.0',
    script: 'postinstall',
    path: ['a@1.0.0'],
    host: 'metrics.example',
    protocol: 'dns',
    detail: 'A',
    time: null,
    count: 1,
    ...change,
  }
}

type Known = ScanRecord['known'][number]

/** Verdicts as another team would send them. */
export function importOf(id: string, known: readonly Known[], context = CONTEXT): VerdictImport {
  const { report } = recordOf(id, [])
  const imported = {
    ...{ file: 'team.ndjson', sha256: '0'.repeat(64), madeAt: '2026-01-01T00:00:00.000Z', madeBy: '1.0.0' },
    ...{ sensor: context.sensor, verdicts: known.length },
  }
  return {
    report: { ...report, platform: context.platform, imported },
    command: 'dsca import team.ndjson',
    context,
    verdicts: (async function* () {
      yield* known
    })(),
  }
}

export function knownOf(key: VerdictKey, change: Partial<Known> = {}): Known {
  return { key, inert: false, scripts: ['postinstall'], findings: [], watchedAt: 1_000, ...change }
}

export function recordOf(
  id: string,
  known: readonly Known[],
  change: Partial<ScanRecord['report']> = {},
): ScanRecord {
  return {
    report: {
      schemaVersion: 1,
      id,
      startedAt: '2026-01-02T03:04:05.000Z',
      verdict: 'clean',
      engine: 'bubblewrap',
      platform: 'linux-x64',
      npm: '11.0.0',
      node: '20.20.0',
      packages: known.map(({ key, scripts }) => ({
        name: key.name,
        version: key.version,
        integrity: key.integrity,
        direct: true,
        scripts,
        verdict: 'clean',
        basis: 'watched',
      })),
      findings: known.flatMap((one) => one.findings),
      queries: [],
      runs: [],
      capture: { path: null, packets: 3, dropped: 0, complete: true },
      timings: { resolve: 1, sandbox: 2, fetch: 3, scripts: 4, decode: 5, install: 6, total: 21 },
      ...change,
    },
    command: 'safe-npm install a',
    outcome: 'installed',
    known,
  }
}

/** Ids that sort as their numbers do. */
export function idOf(n: number): string {
  return `01JDZ${String(n).padStart(21, '0')}`
}

interface KnownCase {
  readonly name: string
  readonly recorded: readonly Known[]
  readonly asked: VerdictKey
  readonly context?: VerdictContext
  /** Codes of the findings; null: not known. */
  readonly expected: readonly string[] | null
}

const lookup = findingOf()
const contact = findingOf({ code: 'foreign-contact', protocol: 'https' })
const unsure = findingOf({ code: 'script-failed', severity: 'inconclusive' })
const onImport = findingOf({ code: 'process-survived', phase: 'import', script: 'import' })
const a = keyOf('a')
const both = keyOf('a', { phases: ['install', 'import'] })
const onlyImport = keyOf('a', { phases: ['import'] })
const none = keyOf('a', { phases: [] })

const KNOWN_CASES: readonly KnownCase[] = [
  { name: 'the same key', recorded: [knownOf(a)], asked: a, expected: [] },
  { name: 'nothing recorded', recorded: [], asked: a, expected: null },
  {
    name: 'another name',
    recorded: [knownOf(a)],
    asked: keyOf('b', { integrity: a.integrity }),
    expected: null,
  },
  { name: 'another version', recorded: [knownOf(a)], asked: { ...a, version: '1.0.1' }, expected: null },
  { name: 'other bytes', recorded: [knownOf(a)], asked: { ...a, integrity: 'sha512-b' }, expected: null },
  {
    name: 'another platform',
    recorded: [knownOf(a)],
    asked: a,
    context: { ...CONTEXT, platform: 'darwin-arm64' },
    expected: null,
  },
  {
    name: 'another sensor',
    recorded: [knownOf(a)],
    asked: a,
    context: { ...CONTEXT, sensor: '2' },
    expected: null,
  },
  { name: 'another closure', recorded: [knownOf(a)], asked: { ...a, closure: 'c2' }, expected: null },
  {
    name: 'another closure of an inert package',
    recorded: [knownOf(none, { inert: true })],
    asked: { ...a, closure: 'c2' },
    expected: [],
  },
  {
    name: 'an import of an inert package',
    recorded: [knownOf(none, { inert: true })],
    asked: onlyImport,
    expected: null,
  },
  {
    name: 'an import of an inert package, watched',
    recorded: [knownOf(onlyImport, { inert: true })],
    asked: onlyImport,
    expected: [],
  },
  {
    name: 'an import of an inert package, watched with another closure',
    recorded: [knownOf(onlyImport, { inert: true })],
    asked: { ...onlyImport, closure: 'c2' },
    expected: null,
  },
  { name: 'a phase too few', recorded: [knownOf(a)], asked: both, expected: null },
  { name: 'a phase more than needed', recorded: [knownOf(both)], asked: a, expected: [] },
  { name: 'phases add up', recorded: [knownOf(a), knownOf(onlyImport)], asked: both, expected: [] },
  {
    name: 'phases of different closures do not',
    recorded: [knownOf(a), knownOf({ ...onlyImport, closure: 'c2' })],
    asked: both,
    expected: null,
  },
  {
    name: 'findings come back',
    recorded: [knownOf(a, { findings: [lookup] })],
    asked: a,
    expected: ['foreign-lookup'],
  },
  {
    name: 'a later clean watch hides nothing',
    recorded: [knownOf(a, { findings: [lookup] }), knownOf(a, { watchedAt: 2_000 })],
    asked: a,
    expected: ['foreign-lookup'],
  },
  {
    name: 'findings are united',
    recorded: [knownOf(a, { findings: [lookup] }), knownOf(a, { findings: [lookup, contact] })],
    asked: a,
    expected: ['foreign-contact', 'foreign-lookup'],
  },
  {
    name: 'an inconclusive watch covers nothing',
    recorded: [knownOf(a, { findings: [lookup, unsure] })],
    asked: a,
    expected: null,
  },
  {
    name: 'a conclusive one makes up for it, and what was seen stays',
    recorded: [knownOf(a, { findings: [lookup, unsure] }), knownOf(a)],
    asked: a,
    expected: ['foreign-lookup'],
  },
  {
    name: 'an import with another closure says nothing',
    recorded: [knownOf(both, { inert: true, findings: [lookup, onImport] })],
    asked: { ...a, closure: 'c2' },
    expected: ['foreign-lookup'],
  },
]

/** What every history has to keep. A backend hands in how to make an empty place for one. */
export function historyContract(newPlace: () => Promise<HistoryPlace>): void {
  let place: HistoryPlace
  let history: History

  beforeEach(async () => {
    place = await newPlace()
    history = await place.open()
  })

  afterEach(async () => {
    await history[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })

  describe('known', () => {
    for (const { name, recorded, asked, context, expected } of KNOWN_CASES) {
      it(name, async () => {
        for (const [n, one] of recorded.entries()) await history.record(recordOf(idOf(n), [one]), CONTEXT)
        const known = await history.known([asked], context ?? CONTEXT)
        const codes = known.map((one) => one.findings.map((finding) => finding.code).sort())
        expect(codes).toEqual(expected === null ? [] : [expected])
      })
    }

    it('answers for the key that was asked, from the newest scan', async () => {
      await history.record(recordOf(idOf(1), [knownOf(both)]), CONTEXT)
      await history.record(recordOf(idOf(2), [knownOf(both, { watchedAt: 5_000 })]), CONTEXT)
      expect(await history.known([keyOf('z'), a], CONTEXT)).toEqual([
        { key: a, inert: false, scripts: ['postinstall'], findings: [], scanId: idOf(2), watchedAt: 5_000 },
      ])
    })

    it('is not moved back by a scan that was recorded late', async () => {
      await history.record(recordOf(idOf(2), [knownOf(a, { watchedAt: 5_000 })]), CONTEXT)
      await history.record(recordOf(idOf(1), [knownOf(a, { watchedAt: 4_000 })]), CONTEXT)
      const [known] = await history.known([a], CONTEXT)
      expect(known?.scanId).toBe(idOf(2))
    })

    it('keeps a finding as it was, without its moment and without what policy said', async () => {
      const finding = { ...findingOf({ address: '192.0.2.7', port: 443, count: 4, detail: '\u0000"\u2028' }) }
      await history.record(
        recordOf(ID, [knownOf(a, { findings: [{ ...finding, time: 12.5, allowed: true }] })]),
        CONTEXT,
      )
      const [known] = await history.known([a], CONTEXT)
      expect(known?.findings).toEqual([finding])
    })

    it('answers 2000 keys at once', async () => {
      const keys = Array.from({ length: 2_000 }, (_, n) => keyOf(`p${n}`))
      await history.record(
        recordOf(
          ID,
          keys.map((key) => knownOf(key)),
        ),
        CONTEXT,
      )
      expect(await history.known(keys, CONTEXT)).toHaveLength(2_000)
      expect(await history.known([], CONTEXT)).toEqual([])
    })
  })

  describe('lastClean', () => {
    const isClean = (findings: readonly Finding[]) => findings.every(({ severity }) => severity === 'info')
    const ask = async (change: Partial<CleanQuery> = {}, context = CONTEXT) =>
      history.lastClean(
        { packages: [{ name: 'a', version: '2.0.0' }], before: 10_000, isClean, ...change },
        context,
      )
    const version = (number: string, change: Partial<VerdictKey> = {}) =>
      keyOf('a', { version: number, integrity: `sha512-a${number}`, ...change })
    const record = async (...known: Known[]) => {
      for (const [n, one] of known.entries()) await history.record(recordOf(idOf(n + 1), [one]), CONTEXT)
    }

    it('is the one that was watched last, with what was seen of it', async () => {
      const note = findingOf({ severity: 'info', host: 'noted.example' })
      await record(
        knownOf(version('1.0.0'), { watchedAt: 1_000 }),
        knownOf(version('1.1.0'), { watchedAt: 3_000, scripts: ['install'], findings: [note] }),
        knownOf(version('1.0.1'), { watchedAt: 2_000 }),
      )
      expect(await ask()).toEqual([
        {
          name: 'a',
          version: '1.1.0',
          integrity: 'sha512-a1.1.0',
          scripts: ['install'],
          findings: [note],
          scanId: idOf(2),
          watchedAt: 3_000,
        },
      ])
    })

    const versions = async (...args: Parameters<typeof ask>) =>
      (await ask(...args)).map((one) => `${one.name}@${one.version}`)

    it('is none of the asked version, of another name, of later, or of elsewhere', async () => {
      await record(
        knownOf(version('2.0.0')),
        knownOf(keyOf('b')),
        knownOf(version('1.0.0'), { watchedAt: 10_000 }),
      )
      expect(await versions()).toEqual([])
      expect(await versions({ before: 10_001 })).toEqual(['a@1.0.0'])
      expect(await versions({ before: 10_001 }, { ...CONTEXT, platform: 'darwin-arm64' })).toEqual([])
      expect(await versions({ before: 10_001 }, { ...CONTEXT, sensor: '2' })).toEqual([])
    })

    it('passes over what was not clean, in whatever closure and however long ago', async () => {
      await record(
        knownOf(version('1.0.0'), { watchedAt: 1_000 }),
        knownOf(version('1.1.0'), { watchedAt: 2_000, findings: [lookup] }),
        knownOf(version('1.1.0', { closure: 'c2' }), { watchedAt: 4_000 }),
        knownOf(version('1.2.0'), { watchedAt: 3_000, findings: [unsure] }),
      )
      expect(await versions()).toEqual(['a@1.0.0'])
      // What is allowed since is clean since.
      expect(
        await versions({ isClean: (findings) => findings.every((one) => one.code !== unsure.code) }),
      ).toEqual(['a@1.1.0'])
    })

    it('tells bytes apart, not only versions', async () => {
      await record(
        knownOf(version('1.0.0'), { watchedAt: 1_000 }),
        knownOf(version('1.0.0', { integrity: 'sha512-other' }), { watchedAt: 2_000, findings: [lookup] }),
      )
      expect((await ask()).map(({ integrity }) => integrity)).toEqual(['sha512-a1.0.0'])
    })

    it('answers for many packages at once', async () => {
      const names = Array.from({ length: 300 }, (_, n) => `p${n}`)
      await history.record(
        recordOf(
          ID,
          names.map((name) => knownOf(keyOf(name))),
        ),
        CONTEXT,
      )
      const packages = [...names, 'none'].map((name) => ({ name, version: '2.0.0' }))
      expect(await versions({ packages })).toEqual(names.map((name) => `${name}@1.0.0`))
      expect(await versions({ packages: [] })).toEqual([])
    })
  })

  describe('scans', () => {
    it('gives a report back as it was', async () => {
      const record = recordOf(ID, [knownOf(a, { findings: [lookup] })])
      await history.record(record, CONTEXT)
      const { report, command, outcome } = record
      expect(await history.scan(ID)).toEqual({ report, command, outcome })
    })

    it('lists the newest first, of one package, up to a limit', async () => {
      const at = (n: number) => ({ startedAt: `2026-01-0${n}T00:00:00.000Z` })
      await history.record(recordOf(idOf(3), [knownOf(a)], at(1)), CONTEXT)
      await history.record(recordOf(idOf(1), [knownOf(keyOf('b'), { findings: [lookup] })], at(3)), CONTEXT)
      await history.record(recordOf(idOf(2), [knownOf(a)], at(2)), CONTEXT)
      const ids = async (filter: { package?: string; limit?: number }) =>
        (await history.scans(filter)).map((one) => one.id)
      expect(await ids({})).toEqual([idOf(1), idOf(2), idOf(3)])
      expect(await ids({ package: 'a' })).toEqual([idOf(2), idOf(3)])
      expect(await ids({ limit: 1 })).toEqual([idOf(1)])
      expect(await ids({ package: 'none' })).toEqual([])
      expect((await history.scans({ limit: 1 }))[0]).toEqual({
        id: idOf(1),
        startedAt: '2026-01-03T00:00:00.000Z',
        command: 'safe-npm install a',
        verdict: 'clean',
        outcome: 'installed',
        engine: 'bubblewrap',
        packages: 1,
        findings: 1,
      })
    })

    it('finds a scan by the beginning of its id', async () => {
      await history.record(recordOf('01JDZAAA000000000000000000', []), CONTEXT)
      await history.record(recordOf('01JDZABB000000000000000000', []), CONTEXT)
      expect((await history.scan('01jdzab'))?.report.id).toBe('01JDZABB000000000000000000')
      expect(await history.scan('01J')).toBeNull()
      expect(await history.scan('01JDZC')).toBeNull()
      expect(await history.scan('%%%%')).toBeNull()
      await expect(history.scan('01JDZA')).rejects.toMatchObject({ code: 'scan-id-ambiguous' })
    })

    it('records a scan whole or not at all', async () => {
      await history.record(recordOf(ID, [knownOf(a)]), CONTEXT)
      await expect(history.record(recordOf(ID, [knownOf(keyOf('b'))]), CONTEXT)).rejects.toMatchObject({
        code: 'scan-id-taken',
      })
      expect(await history.known([keyOf('b')], CONTEXT)).toEqual([])
    })

    it('takes packages without integrity, and one package twice', async () => {
      const { report, ...rest } = recordOf(ID, [])
      const one = {
        name: 'a',
        version: '1.0.0',
        integrity: null,
        direct: false,
        scripts: [],
        verdict: 'clean',
        basis: 'inert',
      } as const
      await history.record(
        { ...rest, report: { ...report, packages: [one, { ...one, direct: true }] } },
        CONTEXT,
      )
      expect((await history.scans({ package: 'a' })).map((scan) => scan.packages)).toEqual([2])
    })
  })

  it('lists the identities of a name', async () => {
    const old = keyOf('a', { version: '0.9.0' })
    await history.record(recordOf(idOf(1), [knownOf(old, { findings: [lookup], watchedAt: 1 })]), CONTEXT)
    await history.record(recordOf(idOf(2), [knownOf(a, { findings: [contact], watchedAt: 2 })]), CONTEXT)
    await history.record(recordOf(idOf(3), [knownOf({ ...a, closure: 'c2' }, { watchedAt: 3 })]), CONTEXT)
    expect(await history.packages('a')).toEqual([
      {
        name: 'a',
        version: '1.0.0',
        integrity: a.integrity,
        inert: false,
        findings: [contact],
        watchedAt: 3,
        scanId: idOf(3),
        imported: false,
      },
      {
        name: 'a',
        version: '0.9.0',
        integrity: a.integrity,
        inert: false,
        findings: [lookup],
        watchedAt: 1,
        scanId: idOf(1),
        imported: false,
      },
    ])
  })

  describe('what others watched', () => {
    const imported = (...known: Known[]) => importOf(idOf(50), known)
    const codes = async (key: VerdictKey, context = CONTEXT) =>
      (await history.known([key], context)).map(({ findings }) => findings.map(({ code }) => code).sort())
    const shared = async (context = CONTEXT) => {
      const all: Known[] = []
      for await (const one of history.shared(context)) all.push(one)
      return all
    }

    it('gives out what was watched here, in this context, and takes it in elsewhere', async () => {
      const finding = findingOf({ address: '192.0.2.7', port: 443, detail: '\u0000"' })
      const known = [knownOf(a, { findings: [finding] }), knownOf(both, { watchedAt: 2_000 })]
      await history.record(recordOf(idOf(1), known), CONTEXT)
      await history.record(recordOf(idOf(2), [knownOf(keyOf('b'))]), { ...CONTEXT, sensor: '2' })
      const told = await shared()
      expect(told.map(({ key, findings }) => [key.name, [...key.phases].sort(), findings])).toEqual(
        expect.arrayContaining([
          ['a', ['install'], [finding]],
          ['a', ['import', 'install'], []],
        ]),
      )
      expect(told).toHaveLength(2)
      await using elsewhere = await newPlace()
      await using other = await elsewhere.open()
      expect(await other.take([importOf(ID, told)])).toBe(2)
      expect(await other.known([both], CONTEXT)).toEqual(
        (await history.known([both], CONTEXT)).map((one) => ({ ...one, scanId: ID })),
      )
    })

    it('gives out more than a page, each once', async () => {
      const keys = Array.from({ length: 1_203 }, (_, n) => keyOf(`p${n}`))
      await history.record(
        recordOf(
          ID,
          keys.map((key) => knownOf(key)),
        ),
        CONTEXT,
      )
      expect(new Set((await shared()).map(({ key }) => key.name)).size).toBe(1_203)
    })

    it('is known, and says where from; it is not given out again', async () => {
      await history.take([imported(knownOf(a, { findings: [lookup] }), knownOf(none, { inert: false }))])
      expect(await codes(a)).toEqual([['foreign-lookup']])
      expect(await history.packages('a')).toMatchObject([{ imported: true, scanId: idOf(50) }])
      expect(await history.scans({ package: 'a' })).toMatchObject([
        { id: idOf(50), outcome: 'imported', command: 'dsca import team.ndjson', packages: 2 },
      ])
      expect((await history.scan(idOf(50)))?.report.imported).toMatchObject({
        file: 'team.ndjson',
        verdicts: 2,
      })
      expect(await shared()).toEqual([])
    })

    it('holds where it was reached, and nowhere else', async () => {
      const elsewhere = { platform: 'darwin-arm64', sensor: '1' }
      await history.take([importOf(idOf(50), [knownOf(a)], elsewhere)])
      expect([await codes(a), await codes(a, elsewhere)]).toEqual([[], [[]]])
    })

    it('a stranger’s clean hides nothing that was seen here, before or after', async () => {
      await history.record(recordOf(idOf(1), [knownOf(a, { findings: [lookup] })]), CONTEXT)
      await history.take([imported(knownOf(a, { watchedAt: 9_000 }))])
      expect(await codes(a)).toEqual([['foreign-lookup']])
      await history.record(
        recordOf(idOf(2), [knownOf(a, { findings: [contact], watchedAt: 5_000 })]),
        CONTEXT,
      )
      expect(await codes(a)).toEqual([['foreign-contact', 'foreign-lookup']])
    })

    it('an own watch with the same outcome is an own watch', async () => {
      await history.record(recordOf(idOf(1), [knownOf(a)]), CONTEXT)
      expect(await history.take([imported(knownOf(a))])).toBe(0)
      expect(await history.packages('a')).toMatchObject([{ imported: false, scanId: idOf(1) }])
      await history.take([importOf(idOf(51), [knownOf(keyOf('b'))])])
      await history.record(recordOf(idOf(2), [knownOf(keyOf('b'), { watchedAt: 3_000 })]), CONTEXT)
      expect(await history.packages('b')).toMatchObject([{ imported: false, scanId: idOf(2) }])
    })

    it('is refused whole when it calls inert what was seen to run, or the other way round', async () => {
      await history.record(recordOf(idOf(1), [knownOf(a, { findings: [lookup] })]), CONTEXT)
      const lie = imported(
        knownOf(keyOf('b')),
        knownOf({ ...a, closure: 'c2' }, { inert: true, scripts: [] }),
      )
      await expect(history.take([lie])).rejects.toMatchObject({ code: 'import-contradicts' })
      expect([await codes(keyOf('b')), await history.scan(idOf(50))]).toEqual([[], null])
      const two = imported(knownOf(keyOf('c')), knownOf(keyOf('c', { closure: 'c2' }), { inert: true }))
      await expect(history.take([two])).rejects.toMatchObject({ code: 'import-contradicts' })
    })

    it('is refuted by what is seen here', async () => {
      await history.take([imported(knownOf(none, { inert: true, scripts: [] }))])
      expect(await codes({ ...a, closure: 'c2' })).toEqual([[]])
      await history.record(recordOf(idOf(1), [knownOf(a, { findings: [lookup] })]), CONTEXT)
      expect(await codes({ ...a, closure: 'c2' })).toEqual([])
      expect(await codes(a)).toEqual([['foreign-lookup']])
    })

    it('is taken in whole or not at all, over all files', async () => {
      const broken = importOf(idOf(51), [])
      const verdicts = (async function* () {
        yield knownOf(keyOf('b'))
        throw new RangeError('line 3')
      })()
      await expect(history.take([imported(knownOf(a)), { ...broken, verdicts }])).rejects.toThrow(RangeError)
      await expect(history.take([imported(knownOf(a)), imported(knownOf(a))])).rejects.toMatchObject({
        code: 'scan-id-taken',
      })
      expect([await codes(a), await codes(keyOf('b')), await history.scans({})]).toEqual([[], [], []])
      expect(await history.take([imported(knownOf(a))])).toBe(1)
    })
  })

  it('keeps decisions, and makes rules of the last "always" on each package and host', async () => {
    const allow: Decision = {
      effect: 'allow',
      package: 'a',
      host: 'files.example',
      reason: 'why',
      scope: 'always',
      who: 'me',
      when: 1,
      scanId: null,
    }
    const deny: Decision = { ...allow, effect: 'deny', when: 2, reason: null, scanId: ID }
    const once: Decision = { ...allow, host: 'other.example', scope: 'once', when: 3 }
    const other: Decision = { ...allow, package: 'b', when: 4 }
    for (const one of [allow, deny, once, other]) await history.decide(one)
    expect(await history.decisions({})).toEqual([other, once, deny, allow])
    expect(await history.decisions({ package: 'b' })).toEqual([other])
    expect(await history.rules()).toEqual([
      { effect: 'allow', package: 'b', host: 'files.example', reason: 'why' },
      { effect: 'deny', package: 'a', host: 'files.example', reason: null },
    ])
  })

  it('is there when it is opened again, and counts', async () => {
    await history.record(recordOf(ID, [knownOf(a), knownOf(keyOf('b'))]), CONTEXT)
    await using again = await place.open()
    expect(await again.known([a], CONTEXT)).toHaveLength(1)
    expect(await again.statistics()).toEqual({
      scans: 1,
      packages: 2,
      decisions: 0,
      bytes: expect.any(Number),
    })
    expect((await again.statistics()).bytes).toBeGreaterThan(1_000)
  })
}
