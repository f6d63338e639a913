import type PgBoss from 'pg-boss'
import type { Database } from '../../shared/postgres/database.ts'
import { guarded } from '../postgres/errors.ts'
import type { SurveyJob, SurveyQueue } from '../queue.ts'
import type { SurveyStore } from '../store.ts'
import { executing, SCHEMA, startBoss } from './boss.ts'
import { dropQueue, fillQueue, rewindQueue } from './fill.ts'
import { ATTEMPTS, idOf, type JobData, LOST, queueOf } from './job.ts'

export interface QueueTimes {
  /** Seconds after which a job whose worker gives no sign of life is given to another. */
  readonly expirySeconds: number
  readonly heartbeatMs: number
}

export const EXPIRY_SECONDS = 45
const TIMES: QueueTimes = { expirySeconds: EXPIRY_SECONDS, heartbeatMs: 10_000 }
/** A survey may be paused for as long. */
const RETENTION_MINUTES = 365 * 24 * 60

const LOST_AT_ONCE = 20

type Held = readonly [id: string, queue: string]
type Fetched = PgBoss.JobWithMetadata<JobData>

/**
 * The queue of any number of workers on any number of machines. A job that is taken is a row that says so, and its
 * worker touches it while it lives.
 */
export class PgBossQueue implements SurveyQueue {
  readonly #database: Database
  readonly #store: Pick<SurveyStore, 'state'>
  readonly #boss: PgBoss
  readonly #times: QueueTimes
  readonly #started = new Set<string>()
  /** Ids of jobs that are under way here, with their queues. */
  readonly #held = new Map<string, string>()
  /** By the id of the job that was lost: the one that says so. */
  readonly #lost = new Map<string, string>()
  readonly #heartbeat: NodeJS.Timeout
  #beating = false

  private constructor(
    database: Database,
    { store, boss, times }: { store: Pick<SurveyStore, 'state'>; boss: PgBoss; times: QueueTimes },
  ) {
    this.#database = database
    this.#store = store
    this.#boss = boss
    this.#times = times
    this.#heartbeat = setInterval(() => void this.#beat(), times.heartbeatMs)
  }

  /** `database` and `store` stay the caller's. */
  static async open(
    database: Database,
    store: Pick<SurveyStore, 'state'>,
    times: QueueTimes = TIMES,
  ): Promise<PgBossQueue> {
    return guarded(database.place, async () => {
      const boss = await startBoss(database)
      await boss.createQueue(LOST, { name: LOST, retentionMinutes: RETENTION_MINUTES })
      return new PgBossQueue(database, { store, boss, times })
    })
  }

  start(surveyId: string) {
    return this.#run(async () => {
      const name = queueOf(surveyId)
      await this.#boss.createQueue(name, {
        name,
        retryLimit: ATTEMPTS - 1,
        retryDelay: 0,
        expireInSeconds: this.#times.expirySeconds,
        retentionMinutes: RETENTION_MINUTES,
        deadLetter: LOST,
      })
      if (!this.#started.has(surveyId)) await rewindQueue(this.#database.query, surveyId)
      this.#started.add(surveyId)
      await fillQueue(this.#database, this.#boss, surveyId)
    })
  }

  stop(surveyId: string) {
    return this.#run(async () => {
      this.#started.delete(surveyId)
      await this.#boss.purgeQueue(queueOf(surveyId))
      await this.#database.query('UPDATE safe_npm.surveys SET queued = 0 WHERE id = $1', [surveyId])
      if ((await this.running(surveyId)) === 0) await dropQueue(this.#database.query, this.#boss, surveyId)
    })
  }

  take(count: number) {
    return this.#run(async () => {
      const jobs: SurveyJob[] = []
      for (const surveyId of this.#started) {
        if (jobs.length === count) break
        if ((await this.#store.state(surveyId)) !== 'running') continue
        jobs.push(...(await this.#takeOf(surveyId, count - jobs.length)))
      }
      return jobs
    })
  }

  async #takeOf(surveyId: string, count: number): Promise<readonly SurveyJob[]> {
    const jobs = await this.#fetch(queueOf(surveyId), count)
    if (jobs.length < count) {
      await fillQueue(this.#database, this.#boss, surveyId)
      jobs.push(...(await this.#fetch(queueOf(surveyId), count - jobs.length)))
    }
    return jobs.map(({ data: { target }, retryCount }) => ({ surveyId, target, attempt: retryCount + 1 }))
  }

  done(job: SurveyJob) {
    return this.#run(async () => {
      const id = idOf(job)
      const lost = this.#lost.get(id)
      this.#held.delete(id)
      this.#lost.delete(id)
      // Also where it was given out once more meanwhile: there is a result.
      await this.#boss.deleteJob(queueOf(job.surveyId), id)
      if (lost !== undefined) await this.#boss.deleteJob(LOST, lost)
    })
  }

  /** The last time nothing is told to the queue: should whoever asks die before it is written down, the job is lost. */
  failed(job: SurveyJob, reason: string) {
    return this.#run(async () => {
      if (job.attempt >= ATTEMPTS) return false
      this.#held.delete(idOf(job))
      await this.#boss.fail(queueOf(job.surveyId), idOf(job), { reason })
      return true
    })
  }

  putBack(job: SurveyJob) {
    return this.#run(async () => {
      this.#held.delete(idOf(job))
      await this.#release([[idOf(job), queueOf(job.surveyId)]])
    })
  }

  lost() {
    return this.#run(async () => {
      const jobs: SurveyJob[] = []
      for (const { id, data } of await this.#fetch(LOST, LOST_AT_ONCE)) {
        const job = { ...data, attempt: ATTEMPTS }
        this.#lost.set(idOf(job), id)
        // Should this worker die too before it has written it down, it may be put up anew.
        await this.#boss.deleteJob(queueOf(job.surveyId), idOf(job))
        jobs.push(job)
      }
      return jobs
    })
  }

  running(surveyId: string) {
    return this.#run(async () => {
      const [row] = await this.#database.query<{ count: number }>(
        `SELECT count(*)::int FROM ${SCHEMA}.job WHERE name = $1 AND state = 'active'`,
        [queueOf(surveyId)],
      )
      return row?.count ?? 0
    })
  }

  async [Symbol.asyncDispose]() {
    clearInterval(this.#heartbeat)
    const held = [...this.#held]
    this.#held.clear()
    if (held.length > 0) await this.#run(() => this.#release(held))
    await this.#boss.stop({ graceful: false, close: false })
  }

  /** pg-boss takes any error of a fetch for "there is none". */
  async #fetch(queue: string, batchSize: number): Promise<Fetched[]> {
    let fault: { readonly error: unknown } | null = null
    const query: Database['query'] = (text, values) =>
      this.#database.query<never>(text, values).catch((error: unknown) => {
        fault = { error }
        throw error
      })
    const options = { batchSize, includeMetadata: true, priority: false, db: executing({ query }) } as const
    const jobs = await this.#boss.fetch<JobData>(queue, options)
    if (fault !== null) throw (fault as { readonly error: unknown }).error
    if (queue !== LOST) for (const { id } of jobs) this.#held.set(id, queue)
    return jobs
  }

  async #beat(): Promise<void> {
    if (this.#beating || this.#held.size === 0) return
    this.#beating = true
    try {
      await this.#touch([...this.#held], 'started_on = now()')
    } catch {
      // Whatever is asked next says so; the next beat may come in time.
    } finally {
      this.#beating = false
    }
  }

  /** As if nobody had taken them: the number of their attempts stays. */
  #release(jobs: readonly Held[]): Promise<void> {
    return this.#touch(jobs, "state = 'created', started_on = NULL")
  }

  /** pg-boss 10 has no way to prolong a job or to put it back. */
  async #touch(jobs: readonly Held[], change: string): Promise<void> {
    await this.#database.query(
      `UPDATE ${SCHEMA}.job SET ${change}
       WHERE name = ANY ($1::text[]) AND id = ANY ($2::uuid[]) AND state = 'active'`,
      [[...new Set(jobs.map(([, queue]) => queue))], jobs.map(([id]) => id)],
    )
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    return guarded(this.#database.place, work)
  }
}
