import type { Indicator } from '../scene.ts'
import { cut } from '../text.ts'

/** Something of a script lived on after it had ended, and had to be ended by us. */
export const processSurvived: Indicator = ({ evidence, subjectOf }) =>
  evidence.runs
    .filter((run) => run.survived)
    .map((run) => ({
      code: 'process-survived',
      severity: 'suspicious',
      ...subjectOf(run),
      protocol: null,
      detail: cut(run.command),
      time: run.endedAt,
      count: 1,
    }))
