import type { WatchProgress } from '../../sandbox/sandbox.ts'
import type { OwnFlags } from '../own-flags.ts'

export type CheckStatus = 'ok' | 'warn' | 'fail'

/** One line of `dsca doctor`. */
export interface CheckResult {
  /** Two words at most: `bubblewrap`, `npm 11.19.1`. */
  readonly name: string
  readonly status: CheckStatus
  readonly detail: string
  /** Further facts, each on lines of its own. */
  readonly more?: readonly string[]
  /** What to type. */
  readonly fix?: string
}

export interface CheckContext {
  readonly settings: OwnFlags
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** What a check that takes long is doing. */
  readonly onProgress: (progress: WatchProgress) => void
}

/** One thing that has to be right. A check that throws has failed. */
export interface DoctorCheck {
  /** `engine`: one that works is enough, and none is exit code 103. */
  readonly kind: 'engine' | 'other'
  /** Shown when the check throws. */
  readonly name: string
  run(context: CheckContext): Promise<CheckResult>
}
