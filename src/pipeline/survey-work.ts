import type { SurveyResult, SurveyTarget } from '../model/survey.ts'
import type { SurveyJob, SurveyQueue } from '../survey/queue.ts'
import type { SurveyStore } from '../survey/store.ts'
import { type Looked, unreached } from './survey-result.ts'

export interface WorkTools {
  readonly store: Pick<SurveyStore, 'finish'>
  readonly queue: SurveyQueue
  readonly look: (
    target: SurveyTarget,
    surveyId: string,
  ) => Promise<Looked & { readonly milliseconds: number }>
  /** Targets under way at the same time. */
  readonly slots: number
  /** Takes no more; what is under way ends in its own time. */
  readonly stop: AbortSignal
  /** Not waited for any longer: what is under way is put back. */
  readonly leave: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onResult: (result: SurveyResult) => void
  readonly onTaken: (running: number) => void
}

/** Looks at one target after the other, many at a time, until the queue has none left. */
export async function workOn(tools: WorkTools): Promise<void> {
  const { queue, slots, stop, leave } = tools
  const left = new Promise<'left'>((resolve) => {
    if (leave.aborted) resolve('left')
    leave.addEventListener('abort', () => resolve('left'), { once: true })
  })
  const under = new Set<Promise<void>>()
  let fault: { readonly error: unknown } | null = null
  for (;;) {
    const free = stop.aborted || leave.aborted || fault ? 0 : slots - under.size
    const jobs = free === 0 ? [] : await queue.take(free)
    for (const job of jobs) {
      const one: Promise<void> = workOnOne(job, tools, left)
        .catch((error: unknown) => {
          fault ??= { error }
        })
        .finally(() => {
          under.delete(one)
          tools.onTaken(under.size)
        })
      under.add(one)
    }
    tools.onTaken(under.size)
    if (under.size === 0) break
    if (jobs.length === 0 || under.size === slots) await Promise.race(under)
  }
  for (const job of await queue.lost()) await writeDown(job, lostOf(job), tools)
  if (fault) throw (fault as { readonly error: unknown }).error
}

async function workOnOne(job: SurveyJob, tools: WorkTools, left: Promise<'left'>): Promise<void> {
  const { queue } = tools
  const looked = await Promise.race([tools.look(job.target, job.surveyId), left])
  if (looked === 'left') return queue.putBack(job)
  if (looked.again && (await queue.failed(job, looked.result.reason ?? ''))) return
  await writeDown(job, looked, tools)
}

/** The result first: a kill between the two repeats nothing. */
async function writeDown(
  job: SurveyJob,
  { result, milliseconds }: Omit<Awaited<ReturnType<WorkTools['look']>>, 'again'>,
  { store, queue, now, onResult }: WorkTools,
): Promise<void> {
  const whole = { ...result, attempts: job.attempt, milliseconds, finishedAt: now() }
  const isFirst = await store.finish(job.surveyId, whole)
  await queue.done(job)
  if (isFirst) onResult(whole)
}

function lostOf({ target }: SurveyJob) {
  return { result: unreached(target, 'the workers that looked at it did not come back'), milliseconds: 0 }
}
