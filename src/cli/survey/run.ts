import { availableParallelism } from 'node:os'
import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import { workOn } from '../../pipeline/survey-work.ts'
import { UsageError } from '../error.ts'
import { EXIT } from '../exit-codes.ts'
import type { OwnFlags } from '../own-flags.ts'
import type { SurveyDisplay } from './display.ts'
import { onInterrupt } from './interrupt.ts'
import type { OpenSurveys } from './open-surveys.ts'
import { startPool } from './pool.ts'
import { workerSettings } from './worker-settings.ts'

/** Targets under way in one worker: while one waits for the registry, another is resolved. */
const IN_FLIGHT = 6
/** Where all are loaded: as many as fill one box while others gather for the next. */
const IN_FLIGHT_LOADED = 80
/** What shells have for Ctrl-C: not all was looked at. */
const INTERRUPTED = 130
/** What a target under way is waited for after the first Ctrl-C. */
const PATIENCE_MS = 15_000

export interface RunOptions {
  readonly surveys: OpenSurveys
  readonly plan: SurveyPlan
  readonly own: OwnFlags
  readonly workers: number | null
  readonly boxes: number | null
  readonly display: SurveyDisplay
}

/** Runs a survey to its end, or to Ctrl-C. Returns what it has come to. */
export async function runSurvey(options: RunOptions): Promise<SurveyProgress> {
  const { surveys, plan, own, display } = options
  const { store } = surveys
  const cores = availableParallelism()
  const workers = options.workers ?? cores
  const settings = workerSettings(plan, own)
  const progress = async () => (await store.survey(plan.id))?.progress ?? missing(plan.id)
  display.begin(plan, await progress())
  const interrupted = onInterrupt(() => display.pausing(), PATIENCE_MS)
  const pool = await startPool({ settings, workers, boxes: options.boxes ?? Math.max(2, cores) })
  const queue = await surveys.queue()
  let running = 0
  const timer = setInterval(() => {
    void progress().then(
      (now) => display.show({ ...now, running }),
      () => {},
    )
  }, display.interval)
  try {
    await queue.start(plan.id)
    await workOn({
      store,
      queue,
      look: (target) => pool.look(target),
      slots: workers * inFlight([plan]),
      stop: interrupted.stop,
      leave: interrupted.leave,
      now: Date.now,
      onResult: () => {},
      onTaken: (count) => {
        running = count
      },
    })
  } finally {
    clearInterval(timer)
    interrupted.release()
    await queue[Symbol.asyncDispose]()
    await pool[Symbol.asyncDispose]()
  }
  const end = await progress()
  if (end.state === 'running') await store.setState(plan.id, end.waiting === 0 ? 'done' : 'paused')
  return progress()
}

/** Targets under way in one worker at most, for whatever it may work on. */
export function inFlight(plans: readonly Pick<SurveyPlan, 'imports'>[]): number {
  return plans.some(({ imports }) => imports === 'all') ? IN_FLIGHT_LOADED : IN_FLIGHT
}

/** 0 when all was looked at, whatever was found. */
export function exitCodeOfSurvey({ state, inconclusive }: SurveyProgress, strict: boolean): number {
  if (state !== 'done') return INTERRUPTED
  return strict && inconclusive > 0 ? EXIT.inconclusive : 0
}

function missing(id: string): never {
  throw new UsageError(`there is no survey ${id}`, 'dsca survey list')
}
