import type { SurveyImports } from '../model/survey.ts'
import type { Examination } from './examine.ts'
import type { LoadTogether } from './load-together.ts'
import type { Doubts } from './survey-doubts.ts'
import type { ExamineTools } from './tools.ts'

export interface SurveyTools {
  readonly imports: SurveyImports
  /** Reads packages without leaving anything on the disk; what was read before is not read again. */
  readonly peek: ExamineTools['inspect']
  /** For a target of which something has to run. */
  openScan(): { readonly tools: ExamineTools; readonly cleanUp: (keep: boolean) => Promise<void> }
  /** For those of which nothing has. */
  readonly quiet: Pick<ExamineTools, 'history' | 'context' | 'sha256hex' | 'policy' | 'onStage'>
  /**
   * Waits until nobody else runs one of these packages, and until there is room for a box. What it returns is to be
   * called when they ran.
   */
  enter(keys: readonly string[]): Promise<() => void>
  record(examination: Examination): Promise<void>
  readonly doubts: Doubts
  /** For those that only have to be loaded. */
  readonly together: Pick<LoadTogether, 'load'>
}
