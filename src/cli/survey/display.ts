import type { SurveyPlan, SurveyProgress } from '../../model/survey.ts'
import { surveyLine } from '../../report/survey-line.ts'
import { createProgress, progressMode } from '../progress.ts'

/** Between two lines where nothing can be redrawn. */
const LINE_MS = 30_000
const REDRAW_MS = 250

/** What is seen of a survey that runs. */
export interface SurveyDisplay {
  /** Milliseconds between two looks at it. */
  readonly interval: number
  begin(plan: SurveyPlan, progress: SurveyProgress): void
  show(progress: SurveyProgress): void
  pausing(): void
  /** Others are to do it. */
  waiting(): void
  /** Others go on with it. */
  leaving(): void
  end(): void
}

export function surveyDisplay(silent: boolean): SurveyDisplay {
  const mode = progressMode({ npmIsSilent: silent, isTTY: process.stderr.isTTY === true })
  const progress = createProgress(mode, { program: 'dsca' })
  let id = ''
  let began = performance.now()
  let doneBefore = 0
  return {
    interval: mode === 'spinner' ? REDRAW_MS : LINE_MS,
    begin: (plan, { total, done }) => {
      id = plan.id
      doneBefore = done
      began = performance.now()
      const left = done === 0 ? `${total} packages` : `${total - done} of ${total} packages left`
      if (!silent) process.stderr.write(`dsca: survey ${id}: ${left}\n`)
    },
    show: (now) => {
      const seconds = (performance.now() - began) / 1_000
      const line = `survey ${surveyLine(now, { seconds, finished: now.done - doneBefore })}`
      progress.phase(line, line)
    },
    pausing: () => {
      const words = `pausing: what is under way ends; Ctrl-C again: at once. Go on: dsca survey resume ${id}`
      process.stderr.write(`\ndsca: ${words}\n`)
    },
    waiting: () => {
      if (!silent)
        process.stderr.write('dsca: workers look at them (dsca worker); Ctrl-C leaves them to it\n')
    },
    leaving: () => {
      process.stderr.write(`\ndsca: survey ${id} goes on without this one: dsca survey status ${id}\n`)
    },
    end: () => progress.stop(),
  }
}
