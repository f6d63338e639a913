import type { SurveyTarget } from '../model/survey.ts'

/** One target that one worker has taken. */
export interface SurveyJob {
  readonly surveyId: string
  readonly target: SurveyTarget
  /** 1 or 2: a target that failed is tried once more. */
  readonly attempt: number
}

/**
 * Who works on which target. What came of it is the SurveyStore's: a worker writes the result there first
 * (`finish`) and calls `done` then, so that a kill between the two repeats nothing: the first result stays.
 *
 * A worker's life: `take` jobs, for each one `done` (its result is written), `failed` (something went wrong that may go
 * right next time) or `putBack` (it is asked to stop); when `take` gives none and none of its own are under way, the
 * survey is done as far as this worker can tell. A job that is neither becomes free again when its worker is gone: for a
 * queue in memory with the process, for one in a database after its expiry, and that counts as an attempt there.
 *
 * Jobs of a survey are given out only while its state in the store is `running`; who changes the state (`dsca survey
 * pause`) does it there.
 */
export interface SurveyQueue extends AsyncDisposable {
  /** Puts up for work what has no result yet. Again (`resume`) it changes nothing for what is up already. */
  start(surveyId: string): Promise<void>
  /** Takes back what nobody has taken: the survey is paused or cancelled. */
  stop(surveyId: string): Promise<void>
  /** Up to this many jobs, of any survey that was started; none when there are none just now. */
  take(count: number): Promise<readonly SurveyJob[]>
  done(job: SurveyJob): Promise<void>
  /** True: it will be given out once more. False: that was the last attempt, and whoever asks writes it down. */
  failed(job: SurveyJob, reason: string): Promise<boolean>
  /** Not looked at, and no attempt. */
  putBack(job: SurveyJob): Promise<void>
  /** Jobs whose workers died too often: whoever asks writes them down as inconclusive. */
  lost(): Promise<readonly SurveyJob[]>
  /** How many are taken just now, by anybody. */
  running(surveyId: string): Promise<number>
}
