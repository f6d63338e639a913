import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/index.ts'
import type { SurveyPlan, SurveyResult, SurveyTarget } from '../../src/model/survey.ts'
import type { SurveyStore } from '../../src/survey/store.ts'

/** A place where one backend keeps surveys: a folder, a schema of a database. */
export interface SurveyPlace extends AsyncDisposable {
  /** Every call opens the same store, on a connection of its own. */
  open(): Promise<SurveyStore>
}

/** Ids that sort as their numbers do. */
export function surveyId(n: number): string {
  return `01JDZ${String(n).padStart(21, '0')}`
}

export const SURVEY = surveyId(1)

export function planOf(id: string, change: Partial<SurveyPlan> = {}): SurveyPlan {
  return {
    id,
    startedAt: '2026-01-02T03:04:05.000Z',
    command: 'dsca survey start --file names.txt',
    source: { kind: 'file', detail: 'names.txt', readAt: '2026-01-02T03:04:05.000Z', total: 10 },
    filter: { minDownloads: null, months: null, downloads: null, since: null, sample: null, limit: null },
    imports: 'scripted',
    timeoutSeconds: 120,
    platform: 'linux-x64',
    sensor: '3',
    npm: '11.0.0',
    node: '20.20.0',
    engine: 'bubblewrap',
    ...change,
  }
}

export function targetOf(position: number, change: Partial<SurveyTarget> = {}): SurveyTarget {
  return { position, name: `p${position}`, spec: `p${position}`, downloads: null, ...change }
}

export function targetsOf(count: number): SurveyTarget[] {
  return Array.from({ length: count }, (_, position) => targetOf(position))
}

/** What most packages come to: read, not run, nothing found. */
export function resultOf(target: SurveyTarget, change: Partial<SurveyResult> = {}): SurveyResult {
  return {
    ...target,
    version: '1.0.0',
    integrity: `sha512-${target.name}`,
    verdict: 'clean',
    basis: 'inert',
    scanIds: [],
    packages: 3,
    scripted: [],
    imported: false,
    findings: [],
    reason: null,
    attempts: 1,
    milliseconds: 12,
    finishedAt: 1_700_000_000_000,
    ...change,
  }
}

const FINDING: Finding = {
  code: 'foreign-lookup',
  severity: 'suspicious',
  phase: 'install',
  package: 'ü',
  version: '1.0.0',
  script: 'postinstall',
  path: ['p0@1.0.0', 'ü@1.0.0'],
  host: 'metrics.example',
  protocol: 'dns',
  detail: 'A "\u0007\n',
  time: 1.5,
  count: 2,
}

async function all(store: SurveyStore, id = SURVEY): Promise<SurveyResult[]> {
  const results: SurveyResult[] = []
  for await (const one of store.results(id)) results.push(one)
  return results
}

const positions = (targets: readonly SurveyTarget[]) => targets.map(({ position }) => position)

const UNKNOWN = surveyId(99)
/** What is asked of a survey that is not there. */
const OF_UNKNOWN: readonly (readonly [name: string, ask: (store: SurveyStore) => Promise<unknown>])[] = [
  ['state', (store) => store.state(UNKNOWN)],
  ['setState', (store) => store.setState(UNKNOWN, 'paused')],
  ['waiting', (store) => store.waiting(UNKNOWN, 0, 1)],
  ['target', (store) => store.target(UNKNOWN, 0)],
  ['finish', (store) => store.finish(UNKNOWN, resultOf(targetOf(0)))],
  ['results', (store) => all(store, UNKNOWN)],
]

/** What every SurveyStore keeps. */
export function surveyStoreContract(createPlace: () => Promise<SurveyPlace>): void {
  let place: SurveyPlace
  let store: SurveyStore
  beforeEach(async () => {
    place = await createPlace()
    store = await place.open()
  })
  afterEach(async () => {
    await store[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })

  it('keeps a plan as it was handed in, and says that all is waiting', async () => {
    const plan = planOf(SURVEY, {
      source: { kind: 'search', detail: 'ü "x"', readAt: '2026-01-02T03:04:05.000Z', total: 3_123_890 },
      filter: {
        minDownloads: 1000,
        months: 6,
        downloads: { kind: 'api', detail: 'https://registry.example/' },
        since: '2026-01-01T00:00:00.000Z',
        sample: { size: 3, seed: 7 },
        limit: 3,
      },
    })
    await store.create(plan, targetsOf(3))
    const progress = { state: 'running', total: 3, waiting: 3, running: 0, done: 0 }
    const counts = { suspicious: 0, malicious: 0, inconclusive: 0 }
    expect(await store.survey(SURVEY)).toEqual({ plan, progress: { ...progress, ...counts } })
    expect(await store.surveys()).toEqual([{ plan, progress: { ...progress, ...counts } }])
  })

  it('keeps targets as they were handed in', async () => {
    const targets = [
      targetOf(0, { name: '@scope/a', spec: '@scope/a', downloads: 3_000_000_000 }),
      targetOf(1, { spec: 'p1@^1.2.3', downloads: 0 }),
      targetOf(2, { name: "ü';--", spec: "ü';--" }),
    ]
    await store.create(planOf(SURVEY), targets)
    expect(await store.waiting(SURVEY, 0, 10)).toEqual(targets)
    expect(await store.target(SURVEY, 1)).toEqual(targets[1])
    expect(await store.target(SURVEY, 3)).toBeNull()
  })

  it('takes targets that come one by one', async () => {
    async function* slowly() {
      for (const one of targetsOf(7)) yield await Promise.resolve(one)
    }
    await store.create(planOf(SURVEY), slowly())
    expect(positions(await store.waiting(SURVEY, 0, 10))).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('takes a survey without targets', async () => {
    await store.create(planOf(SURVEY), [])
    expect((await store.survey(SURVEY))?.progress).toMatchObject({ total: 0, waiting: 0, done: 0 })
    expect(await store.waiting(SURVEY, 0, 10)).toEqual([])
    expect(await all(store)).toEqual([])
  })

  it('creates a survey whole or not at all', async () => {
    async function* breaks() {
      yield* targetsOf(6_000)
      throw new Error('the list ended in the middle')
    }
    await expect(store.create(planOf(SURVEY), breaks())).rejects.toThrow('the list ended in the middle')
    expect(await store.survey(SURVEY)).toBeNull()
    await store.create(planOf(SURVEY), targetsOf(2))
    expect(positions(await store.waiting(SURVEY, 0, 10))).toEqual([0, 1])
  })

  it('refuses an id twice, and keeps the first', async () => {
    await store.create(planOf(SURVEY), targetsOf(2))
    await expect(store.create(planOf(SURVEY), targetsOf(5))).rejects.toMatchObject({
      name: 'SurveyError',
      code: 'survey-id-taken',
    })
    expect((await store.survey(SURVEY))?.progress.total).toBe(2)
  })

  it('lets others write while names are still coming', async () => {
    await store.create(planOf(SURVEY), targetsOf(2))
    await using other = await place.open()
    async function* meanwhile() {
      yield* targetsOf(6_000)
      expect(await other.finish(SURVEY, resultOf(targetOf(0)))).toBe(true)
      expect(await store.finish(SURVEY, resultOf(targetOf(1)))).toBe(true)
    }
    await store.create(planOf(surveyId(2)), meanwhile())
    expect(await all(other)).toHaveLength(2)
    expect((await other.survey(surveyId(2)))?.progress.total).toBe(6_000)
  })

  it('finds a survey by an unambiguous beginning of its id, newest first in a list', async () => {
    const later = '01KAAAAAAAAAAAAAAAAAAAAAAA'
    await store.create(planOf(SURVEY), [])
    await store.create(planOf(surveyId(2)), [])
    await store.create(planOf(later, { startedAt: '2026-02-02T00:00:00.000Z' }), [])
    expect((await store.surveys()).map(({ plan }) => plan.id)).toEqual([later, surveyId(2), SURVEY])
    expect((await store.survey('01KA'))?.plan.id).toBe(later)
    expect((await store.survey('01kaaa'))?.plan.id).toBe(later)
    expect((await store.survey(SURVEY))?.plan.id).toBe(SURVEY)
    expect(await store.survey('01K')).toBeNull()
    expect(await store.survey('01KB')).toBeNull()
    expect(await store.survey('01K%')).toBeNull()
    await expect(store.survey('01JDZ')).rejects.toMatchObject({ code: 'survey-ambiguous' })
  })

  it('remembers the state', async () => {
    await store.create(planOf(SURVEY), targetsOf(1))
    for (const state of ['paused', 'running', 'cancelled', 'done'] as const) {
      await store.setState(SURVEY, state)
      expect(await store.state(SURVEY)).toBe(state)
    }
    expect((await store.survey(SURVEY))?.progress.state).toBe('done')
  })

  it.each(OF_UNKNOWN)('%s of a survey that is not there is an error', async (_, ask) => {
    await expect(ask(store)).rejects.toMatchObject({ name: 'SurveyError', code: 'survey-unknown' })
  })

  describe('results', () => {
    const targets = targetsOf(6)
    const [first, second, third, fourth] = targets as [SurveyTarget, SurveyTarget, SurveyTarget, SurveyTarget]
    beforeEach(() => store.create(planOf(SURVEY), targets))

    it('come back as they were handed in, in order', async () => {
      const results = [
        resultOf(first, { findings: [FINDING], verdict: 'suspicious', basis: 'watched', imported: true }),
        resultOf(second, {
          version: null,
          integrity: null,
          verdict: 'inconclusive',
          basis: 'none',
          packages: 0,
          reason: 'it does not exist\u0007',
          attempts: 2,
        }),
        resultOf(third, { scanIds: [surveyId(7), surveyId(8)], scripted: ['ü@1.0.0'], basis: 'inferred' }),
        resultOf(fourth, { finishedAt: 1_800_000_000_123, milliseconds: 123_456 }),
      ]
      for (const one of [2, 0, 3, 1]) await store.finish(SURVEY, results[one] as SurveyResult)
      expect(await all(store)).toEqual(results)
    })

    it('are taken once for each target: the first stays', async () => {
      expect(await store.finish(SURVEY, resultOf(first))).toBe(true)
      expect(await store.finish(SURVEY, resultOf(first, { verdict: 'malicious' }))).toBe(false)
      expect(await all(store)).toEqual([resultOf(first)])
      expect((await store.survey(SURVEY))?.progress).toMatchObject({ done: 1, malicious: 0 })
    })

    it('are taken once, whoever else has it too', async () => {
      await using other = await place.open()
      const said = await Promise.all(
        targets.flatMap((target) => [
          store.finish(SURVEY, resultOf(target, { milliseconds: 1 })),
          other.finish(SURVEY, resultOf(target, { milliseconds: 2 })),
        ]),
      )
      expect(said.filter(Boolean)).toHaveLength(targets.length)
      expect((await other.survey(SURVEY))?.progress).toMatchObject({ done: 6, waiting: 0 })
    })

    it('are counted by verdict', async () => {
      const verdicts = ['suspicious', 'malicious', 'inconclusive', 'suspicious', 'clean'] as const
      for (const [index, verdict] of verdicts.entries())
        await store.finish(SURVEY, resultOf(targetOf(index), { verdict }))
      expect((await store.survey(SURVEY))?.progress).toEqual({
        state: 'running',
        total: 6,
        waiting: 1,
        running: 0,
        done: 5,
        suspicious: 2,
        malicious: 1,
        inconclusive: 1,
      })
    })

    it('leave the others waiting', async () => {
      await store.finish(SURVEY, resultOf(second))
      await store.finish(SURVEY, resultOf(fourth))
      expect(positions(await store.waiting(SURVEY, 0, 10))).toEqual([0, 2, 4, 5])
      expect(positions(await store.waiting(SURVEY, 0, 2))).toEqual([0, 2])
      expect(positions(await store.waiting(SURVEY, 3, 10))).toEqual([4, 5])
      expect(await store.waiting(SURVEY, 6, 10)).toEqual([])
    })

    it('of a target that is not there are an error', async () => {
      await expect(store.finish(SURVEY, resultOf(targetOf(6)))).rejects.toMatchObject({
        code: 'survey-target-unknown',
      })
      expect((await store.survey(SURVEY))?.progress.done).toBe(0)
    })

    it('of one survey are not those of another', async () => {
      await store.create(planOf(surveyId(2)), targets)
      await store.finish(SURVEY, resultOf(first))
      expect(await all(store, surveyId(2))).toEqual([])
      expect(await store.waiting(surveyId(2), 0, 10)).toEqual(targets)
    })

    it('are there when the store is opened again', async () => {
      await store.finish(SURVEY, resultOf(first))
      await using again = await place.open()
      expect(await all(again)).toEqual([resultOf(first)])
      expect(positions(await again.waiting(SURVEY, 0, 10))).toEqual([1, 2, 3, 4, 5])
    })
  })

  it('reads more results than fit a page, while others are written', async () => {
    const targets = targetsOf(1_203)
    await store.create(planOf(SURVEY), targets)
    for (const one of targets.slice(0, 1_200)) await store.finish(SURVEY, resultOf(one))
    const read: number[] = []
    for await (const { position } of store.results(SURVEY)) {
      if (position === 3) await store.finish(SURVEY, resultOf(targetOf(1_202)))
      read.push(position)
    }
    expect(read).toEqual([...Array.from({ length: 1_200 }, (_, n) => n), 1_202])
  })
}
