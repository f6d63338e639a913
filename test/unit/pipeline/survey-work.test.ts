import { expect, it } from 'vitest'
import type { SurveyResult, SurveyTarget } from '../../../src/model/survey.ts'
import { unreached } from '../../../src/pipeline/survey-result.ts'
import { type WorkTools, workOn } from '../../../src/pipeline/survey-work.ts'
import { LocalQueue } from '../../../src/survey/local/queue.ts'
import type { SurveyStore } from '../../../src/survey/store.ts'

/** A store of so many targets in memory, as far as the queue and the work ask. */
function storeOf(count: number) {
  const results = new Map<number, SurveyResult>()
  const store = {
    state: async () => 'running',
    waiting: async (_: string, from: number, limit: number) =>
      Array.from({ length: count }, (_none, position) => ({
        position,
        name: `p${position}`,
        spec: `p${position}`,
        downloads: null,
      }))
        .filter(({ position }) => position >= from && !results.has(position))
        .slice(0, limit),
    finish: async (_: string, result: SurveyResult) => {
      if (results.has(result.position)) return false
      results.set(result.position, result)
      return true
    },
  } as unknown as SurveyStore
  return { store, results }
}

type Answer = Awaited<ReturnType<WorkTools['look']>>

async function work(
  count: number,
  look: (target: SurveyTarget, times: number) => Promise<Partial<Answer>>,
  change: Partial<WorkTools> = {},
) {
  const { store, results } = storeOf(count)
  const queue = new LocalQueue(store)
  await queue.start('survey')
  const times = new Map<number, number>()
  let most = 0
  await workOn({
    store,
    queue,
    slots: 4,
    stop: new AbortController().signal,
    leave: new AbortController().signal,
    now: () => 7,
    onResult: () => {},
    onTaken: (running) => {
      most = Math.max(most, running)
    },
    look: async (target) => {
      const time = (times.get(target.position) ?? 0) + 1
      times.set(target.position, time)
      const result = { ...unreached(target, 'why'), verdict: 'clean' as const }
      return { result, again: false, milliseconds: 1, ...(await look(target, time)) }
    },
    ...change,
  })
  return { results, times, most, queue }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 1))

it('looks at each target once, so many at a time', async () => {
  const { results, times, most } = await work(30, async () => {
    await soon()
    return {}
  })
  expect(results.size).toBe(30)
  expect([...times.values()].every((time) => time === 1)).toBe(true)
  expect(most).toBe(4)
  expect(results.get(3)).toMatchObject({ attempts: 1, finishedAt: 7, milliseconds: 1 })
})

it('tries once more what may come to more, then writes it down', async () => {
  const { results, times } = await work(6, async ({ position }, time) => ({
    again: position === 2 || (position === 4 && time === 1),
  }))
  expect([times.get(2), times.get(4), times.get(1)]).toEqual([2, 2, 1])
  expect([results.get(2)?.attempts, results.get(4)?.attempts]).toEqual([2, 2])
  expect(results.size).toBe(6)
})

it('takes no more when it is told to stop, and ends what is under way', async () => {
  const stop = new AbortController()
  const { results } = await work(
    100,
    async () => {
      await soon()
      stop.abort()
      return {}
    },
    { stop: stop.signal },
  )
  expect(results.size).toBe(4)
})

it('puts back what it is told to leave', async () => {
  const leave = new AbortController()
  const { results, queue } = await work(
    10,
    async ({ position }) => {
      if (position === 3) leave.abort()
      return position < 3 ? {} : await new Promise<never>(() => {})
    },
    { leave: leave.signal },
  )
  expect(results.size).toBeLessThanOrEqual(3)
  expect(await queue.running('survey')).toBe(0)
})

it('ends with the fault of a store that cannot be written', async () => {
  const { store } = storeOf(3)
  const broken = {
    ...store,
    finish: () => Promise.reject(new Error('the disk is full')),
  }
  await expect(work(3, async () => ({}), { store: broken })).rejects.toThrow('the disk is full')
})
