import type { ExamineTools } from '../../pipeline/tools.ts'
import type { WatchProgress } from '../../sandbox/sandbox.ts'
import type { Progress } from '../progress.ts'

/** The words of the one moving line. */
export function watchUi(progress: Progress): Pick<ExamineTools, 'onStage' | 'onProgress'> {
  return {
    onStage: (stage, count) => {
      switch (stage) {
        case 'read':
          return progress.phase(`reading ${count} new ${count === 1 ? 'package' : 'packages'}`)
        case 'watch':
          return progress.phase(`watching ${count} ${count === 1 ? 'package' : 'packages'} in the sandbox`)
        case 'done':
          return undefined
      }
    },
    onProgress: (now) => progress.phase(words(now)),
  }
}

function words({ phase, done, total, current }: WatchProgress): string {
  switch (phase) {
    case 'start':
      return 'starting the sandbox'
    case 'fetch':
      return `unpacking ${total} ${total === 1 ? 'package' : 'packages'} in the sandbox`
    case 'install':
      return `running script ${done + 1} of ${total}: ${current ?? ''}`
    case 'import':
      return `loading ${current?.replace(/ import$/, '') ?? ''}`
    case 'linger':
      return 'waiting for what the scripts left running'
  }
}
