import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SurveyJob, SurveyQueue } from '../../src/survey/queue.ts'
import type { SurveyStore } from '../../src/survey/store.ts'
import { planOf, resultOf, SURVEY, surveyId, targetsOf } from './survey-store-contract.ts'

export interface QueuePlace extends AsyncDisposable {
  readonly store: SurveyStore
  /** A worker's own; every call gives another one where several can share a survey. */
  open(): Promise<SurveyQueue>
}

const positions = (jobs: readonly SurveyJob[]) =>
  jobs.map(({ target }) => target.position).sort((a, b) => a - b)

/** What every SurveyQueue keeps. */
export function surveyQueueContract(createPlace: () => Promise<QueuePlace>): void {
  let place: QueuePlace
  let queue: SurveyQueue
  beforeEach(async () => {
    place = await createPlace()
    queue = await place.open()
    await place.store.create(planOf(SURVEY), targetsOf(5))
    await queue.start(SURVEY)
  })
  afterEach(async () => {
    await queue[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })

  const finish = async (job: SurveyJob) => {
    await place.store.finish(job.surveyId, resultOf(job.target))
    await queue.done(job)
  }

  it('gives out each target once', async () => {
    const jobs = await queue.take(2)
    expect(jobs).toHaveLength(2)
    expect(jobs[0]).toMatchObject({ surveyId: SURVEY, attempt: 1 })
    expect(await queue.running(SURVEY)).toBe(2)
    const more = await Promise.all([queue.take(1), queue.take(10)])
    expect(positions([...jobs, ...more.flat()])).toEqual([0, 1, 2, 3, 4])
    expect(await queue.take(1)).toEqual([])
  })

  it('gives out nothing that has a result', async () => {
    const jobs = await queue.take(5)
    for (const job of jobs) await finish(job)
    await queue.start(SURVEY)
    expect(await queue.take(5)).toEqual([])
    expect(await queue.running(SURVEY)).toBe(0)
  })

  it('tries once more what failed, and then no more', async () => {
    const [first, ...others] = await queue.take(5)
    if (first === undefined) throw new Error('no job')
    for (const job of others) await finish(job)
    expect(await queue.failed(first, 'a time-out')).toBe(true)
    const again = await queue.take(5)
    expect(again).toEqual([{ ...first, attempt: 2 }])
    expect(await queue.failed({ ...first, attempt: 2 }, 'a time-out')).toBe(false)
    expect(await queue.take(5)).toEqual([])
  })

  it('takes back what was not looked at, and that is no attempt', async () => {
    const jobs = await queue.take(5)
    for (const job of jobs) await queue.putBack(job)
    const again = await queue.take(5)
    expect(positions(again)).toEqual([0, 1, 2, 3, 4])
    expect(new Set(again.map(({ attempt }) => attempt))).toEqual(new Set([1]))
  })

  it.each(['paused', 'cancelled'] as const)('gives out nothing of a survey that is %s', async (state) => {
    await queue.take(1)
    await place.store.setState(SURVEY, state)
    expect(await queue.take(5)).toEqual([])
  })

  it('goes on when a paused survey is started again', async () => {
    const [first] = await queue.take(1)
    if (first === undefined) throw new Error('no job')
    await finish(first)
    await place.store.setState(SURVEY, 'paused')
    await queue.stop(SURVEY)
    await place.store.setState(SURVEY, 'running')
    await queue.start(SURVEY)
    expect(await queue.take(5)).toHaveLength(4)
  })

  it('knows several surveys', async () => {
    await place.store.create(planOf(surveyId(2)), targetsOf(2))
    await queue.start(surveyId(2))
    const jobs = await queue.take(10)
    expect(jobs.filter((job) => job.surveyId === SURVEY)).toHaveLength(5)
    expect(jobs.filter((job) => job.surveyId === surveyId(2))).toHaveLength(2)
  })

  it('reaches the end of a long survey', async () => {
    await place.store.create(planOf(surveyId(3)), targetsOf(1_201))
    await place.store.setState(SURVEY, 'paused')
    await queue.start(surveyId(3))
    const seen: number[] = []
    for (let jobs = await queue.take(100); jobs.length > 0; jobs = await queue.take(100))
      seen.push(...positions(jobs))
    expect(seen).toHaveLength(1_201)
    expect(new Set(seen).size).toBe(1_201)
  })
}
