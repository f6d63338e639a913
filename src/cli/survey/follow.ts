import { setTimeout } from 'node:timers/promises'
import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import type { SurveyQueue } from '../../survey/queue.ts'
import { say } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import type { SurveyDisplay } from './display.ts'
import { findSurvey } from './find.ts'
import { type Interruption, onInterrupt } from './interrupt.ts'
import type { OpenSurveys } from './open-surveys.ts'
import { endIfDone, serve, unfitText } from './serve.ts'

/** Short surveys end between two lines. */
const LOOK_MS = 1_000
/** What a target under way here is waited for after the first Ctrl-C. */
const PATIENCE_MS = 15_000

interface Following {
  readonly surveys: OpenSurveys
  readonly plan: SurveyPlan
  readonly own: OwnFlags
  readonly display: SurveyDisplay
  readonly workers: number | null
  readonly boxes: number | null
  /** Work on it too. */
  readonly work: boolean
}

/** Puts a survey up for the workers and shows what becomes of it, until it is over or somebody has seen enough. */
export async function followSurvey(following: Following): Promise<SurveyProgress> {
  const { surveys, plan, display, work } = following
  display.begin(plan, (await findSurvey(surveys.store, plan.id)).progress)
  const queue = await surveys.queue()
  const interrupted = onInterrupt(() => display.leaving(), PATIENCE_MS)
  try {
    await queue.start(plan.id)
    if (!work) display.waiting()
    if (work) await workAsWell(following, interrupted, queue)
    return await showUntilOver(following, interrupted.stop, queue)
  } finally {
    interrupted.release()
    await queue[Symbol.asyncDispose]()
  }
}

async function workAsWell(
  following: Following,
  interrupted: Interruption,
  queue: SurveyQueue,
): Promise<void> {
  const { surveys, plan, own, workers, boxes } = following
  const ended = new AbortController()
  const shown = showUntilOver(following, AbortSignal.any([interrupted.stop, ended.signal]), queue)
  shown.catch(() => {})
  const onUnfit = () => say(`dsca: ${unfitText(plan)}\n`)
  try {
    await serve({ surveys, own, workers, boxes, interrupted, only: plan.id, onResult: () => {}, onUnfit })
  } finally {
    ended.abort()
    await shown
  }
}

async function showUntilOver(
  { surveys, plan, display }: Following,
  stop: AbortSignal,
  queue: SurveyQueue,
): Promise<SurveyProgress> {
  let shown = 0
  for (;;) {
    const { progress } = await findSurvey(surveys.store, plan.id)
    // The worker that finished the last of it may not have lived to say so.
    if (progress.waiting === 0) await endIfDone(surveys, queue, plan.id)
    if (progress.state !== 'running' || stop.aborted) return progress
    if (performance.now() - shown >= display.interval) {
      shown = performance.now()
      display.show({ ...progress, running: await queue.running(plan.id) })
    }
    const pause = Math.min(display.interval, LOOK_MS)
    await setTimeout(pause, undefined, { signal: stop }).catch(() => {})
  }
}
