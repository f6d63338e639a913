import type { SurveyTarget } from '../../model/survey.ts'
import type { SurveyJob, SurveyQueue } from '../queue.ts'
import type { SurveyStore } from '../store.ts'

/** Targets that are read from the store at once. */
const PAGE = 500
const ATTEMPTS = 2

/** Where one survey stands. */
interface Course {
  readonly surveyId: string
  /** Read and not given out. */
  readonly ready: SurveyTarget[]
  /** Failed once; their turn is at the end, when what was wrong with the network may be over. */
  readonly again: SurveyTarget[]
  readonly taken: Set<number>
  /** Position from which the store has not been read; null: read to its end. */
  next: number | null
}

/**
 * The queue of one process, in memory: it keeps no list of its own but reads from the store what has no result. After a
 * kill nothing is taken, and what was under way is simply waiting again.
 */
export class LocalQueue implements SurveyQueue {
  readonly #store: SurveyStore
  readonly #courses = new Map<string, Course>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: SurveyStore) {
    this.#store = store
  }

  async start(surveyId: string) {
    if (this.#courses.has(surveyId)) return
    this.#courses.set(surveyId, { surveyId, ready: [], again: [], taken: new Set(), next: 0 })
  }

  async stop(surveyId: string) {
    this.#courses.delete(surveyId)
  }

  /** One at a time: two that read the same page would give out its targets twice. */
  take(count: number) {
    const taken = this.#turn.then(() => this.#take(count))
    this.#turn = taken.catch(() => {})
    return taken
  }

  async #take(count: number): Promise<readonly SurveyJob[]> {
    const jobs: SurveyJob[] = []
    for (const course of this.#courses.values()) {
      if (jobs.length === count) break
      if ((await this.#store.state(course.surveyId)) !== 'running') continue
      while (jobs.length < count) {
        const job = await this.#next(course)
        if (job === null) break
        jobs.push(job)
      }
    }
    return jobs
  }

  async #next(course: Course): Promise<SurveyJob | null> {
    if (course.ready.length === 0 && course.next !== null) {
      const page = await this.#store.waiting(course.surveyId, course.next, PAGE)
      const last = page.at(-1)
      course.next = last === undefined || page.length < PAGE ? null : last.position + 1
      course.ready.push(...page)
    }
    const fresh = course.ready.shift()
    const target = fresh ?? course.again.shift()
    if (target === undefined) return null
    course.taken.add(target.position)
    return { surveyId: course.surveyId, target, attempt: fresh === undefined ? ATTEMPTS : 1 }
  }

  async done({ surveyId, target }: SurveyJob) {
    this.#courses.get(surveyId)?.taken.delete(target.position)
  }

  async failed(job: SurveyJob) {
    const course = this.#courses.get(job.surveyId)
    course?.taken.delete(job.target.position)
    if (job.attempt >= ATTEMPTS) return false
    course?.again.push(job.target)
    return true
  }

  async putBack({ surveyId, target, attempt }: SurveyJob) {
    const course = this.#courses.get(surveyId)
    course?.taken.delete(target.position)
    if (attempt === 1) course?.ready.unshift(target)
    else course?.again.unshift(target)
  }

  async lost() {
    return []
  }

  async running(surveyId: string) {
    return this.#courses.get(surveyId)?.taken.size ?? 0
  }

  async [Symbol.asyncDispose]() {
    this.#courses.clear()
  }
}
