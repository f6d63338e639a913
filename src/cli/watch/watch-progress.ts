import type { ExamineTools } from '../../pipeline/tools.ts'
import { buildStep } from '../../report/build-step.ts'
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
    onProgress: (now) => progress.phase(words(now), longWords(now)),
  }
}

const BUILDING = 'building the sandbox image'

/** What is worth a line where nothing moves. An image takes half a minute, and longer where it is downloaded. */
function longWords({ phase, current }: WatchProgress): string | undefined {
  return phase === 'start' && current !== null ? `${BUILDING}; this takes a while, once` : undefined
}

function words({ phase, done, total, current }: WatchProgress): string {
  switch (phase) {
    case 'start':
      return current === null ? 'starting the sandbox' : `${BUILDING} (once): ${buildStep(current)}`
    case 'fetch':
      return `unpacking ${total} ${total === 1 ? 'package' : 'packages'} in the sandbox`
    case 'install':
      return `running script ${done + 1} of ${total}: ${current ?? ''}`
    case 'import':
      return `loading ${current?.replace(/ import$/, '') ?? ''}`
    case 'bin':
      return `starting ${current?.replace(/ bin$/, '') ?? ''}`
    case 'linger':
      return 'waiting for what the scripts left running'
  }
}
