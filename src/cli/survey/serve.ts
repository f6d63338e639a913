import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { SurveyPlan, SurveyResult, SurveyTarget } from '../../model/survey.ts'
import { workOn } from '../../pipeline/survey-work.ts'
import { escapeText } from '../../report/escape.ts'
import type { SurveyQueue } from '../../survey/queue.ts'
import { startSelected } from '../engines.ts'
import type { OwnFlags } from '../own-flags.ts'
import { platformName, SENSOR_VERSION } from '../watch/session.ts'
import type { Interruption } from './interrupt.ts'
import type { OpenSurveys } from './open-surveys.ts'
import { type Pool, startPool } from './pool.ts'
import { inFlight } from './run.ts'
import { workerSettings } from './worker-settings.ts'

/** Between two looks for work, where there is none. */
const IDLE_MS = 2_000

export interface ServeOptions {
  readonly surveys: OpenSurveys
  readonly own: OwnFlags
  readonly workers: number | null
  readonly boxes: number | null
  readonly interrupted: Pick<Interruption, 'stop' | 'leave'>
  /** Only this survey, until it is over; null: whatever there is, until told to stop. */
  readonly only: string | null
  readonly onResult: (result: SurveyResult) => void
  /** A survey that this machine cannot work on. */
  readonly onUnfit: (plan: SurveyPlan) => void
}

/** Works on surveys that others work on too. Whatever ends it, what it holds goes back to them. */
export async function serve(options: ServeOptions): Promise<void> {
  const { surveys, own, interrupted, only } = options
  // A machine without a sandbox would make every package with scripts inconclusive.
  await startSelected(own.engine, [])
  const queue = await surveys.queue()
  const pools = new Pools(options)
  const unfit = new Set<string>()
  try {
    while (!interrupted.stop.aborted) {
      const plans = await running(options, unfit)
      if (only !== null && unfit.has(only)) return
      await pools.keep(plans)
      for (const { id } of plans) await queue.start(id)
      await workOnce(options, queue, { pools, plans })
      for (const { id } of plans) await endIfDone(surveys, queue, id)
      if (only !== null && (await surveys.store.state(only)) !== 'running') return
      await setTimeout(IDLE_MS, undefined, { signal: interrupted.stop }).catch(() => {})
    }
  } finally {
    await queue[Symbol.asyncDispose]()
    await pools[Symbol.asyncDispose]()
  }
}

export function unfitText({ id, platform, sensor }: SurveyPlan): string {
  return `survey ${id} is of ${escapeText(platform, 40)} and sensor ${escapeText(sensor, 20)}: not for this machine`
}

/** Those that run, the oldest first. */
async function running(
  { surveys, only, onUnfit }: ServeOptions,
  unfit: Set<string>,
): Promise<readonly SurveyPlan[]> {
  const all = (await surveys.store.surveys()).toReversed()
  const wanted = all
    .filter(({ progress }) => progress.state === 'running')
    .map(({ plan }) => plan)
    .filter(({ id }) => only === null || id === only)
  return wanted.filter((plan) => {
    // Another platform or another sensor sees other things: one survey is one measurement.
    if (plan.platform === platformName() && plan.sensor === SENSOR_VERSION) return true
    if (!unfit.has(plan.id)) onUnfit(plan)
    unfit.add(plan.id)
    return false
  })
}

function workOnce(
  options: ServeOptions,
  queue: SurveyQueue,
  { pools, plans }: { readonly pools: Pools; readonly plans: readonly SurveyPlan[] },
): Promise<void> {
  return workOn({
    store: options.surveys.store,
    queue,
    look: (target, id) => pools.look(target, id),
    slots: (options.workers ?? availableParallelism()) * inFlight(plans),
    stop: options.interrupted.stop,
    leave: options.interrupted.leave,
    now: Date.now,
    onResult: options.onResult,
    onTaken: () => {},
  })
}

/** Whoever sees it first says so. */
export async function endIfDone({ store }: OpenSurveys, queue: SurveyQueue, id: string): Promise<void> {
  const progress = (await store.survey(id))?.progress
  if (progress?.state !== 'running' || progress.waiting > 0) return
  await store.setState(id, 'done')
  await queue.stop(id)
}

/** Processes for each survey, started when there is something for them to do: its settings are theirs. */
class Pools implements AsyncDisposable {
  readonly #options: ServeOptions
  readonly #pools = new Map<string, Promise<Pool>>()
  #plans: readonly SurveyPlan[] = []

  constructor(options: ServeOptions) {
    this.#options = options
  }

  /** To be called when nothing is under way: those of other surveys end. */
  async keep(plans: readonly SurveyPlan[]): Promise<void> {
    this.#plans = plans
    const over = [...this.#pools].filter(([id]) => !plans.some((plan) => plan.id === id))
    for (const [id, pool] of over) {
      this.#pools.delete(id)
      await (await pool)[Symbol.asyncDispose]()
    }
  }

  async look(target: SurveyTarget, id: string) {
    let pool = this.#pools.get(id)
    if (pool === undefined) {
      pool = this.#start(id)
      this.#pools.set(id, pool)
    }
    return (await pool).look(target)
  }

  async #start(id: string): Promise<Pool> {
    const plan = this.#plans.find((one) => one.id === id)
    if (plan === undefined) throw new Error(`nobody here works on survey ${id}`)
    const cores = availableParallelism()
    const { own, workers, boxes } = this.#options
    const settings = workerSettings(plan, own)
    return startPool({ settings, workers: workers ?? cores, boxes: boxes ?? Math.max(2, cores) })
  }

  async [Symbol.asyncDispose]() {
    const pools = await Promise.allSettled(this.#pools.values())
    for (const one of pools) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
  }
}
