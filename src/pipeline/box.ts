import type { BoxWork } from '../sandbox/plan.ts'
import type { WatchResult } from '../sandbox/sandbox.ts'
import type { ExamineTools } from './tools.ts'

export interface BoxResult extends WatchResult {
  readonly engineWhy: string
}

/** A box that starts while packages are still being read, and waits to be told what to do. */
export interface Box {
  run(work: BoxWork): Promise<BoxResult>
  /** Ends it unused. */
  cancel(): Promise<void>
}

type OpenBoxTools = Pick<ExamineTools, 'engine' | 'facts' | 'gateway' | 'onProgress' | 'signal'>

export function openBox(tools: OpenBoxTools, capturePath: string): Box {
  const { gateway, onProgress, signal } = tools
  const cancelled = new AbortController()
  let give: (work: BoxWork) => void = () => {}
  const work = new Promise<BoxWork>((resolve) => {
    give = resolve
  })
  const watchInside = async (): Promise<BoxResult> => {
    const [{ engine, why }, { setup }] = await Promise.all([tools.engine(), tools.facts()])
    const watched = await engine.watch({
      setup,
      work,
      capturePath,
      gateway,
      onProgress,
      signal: AbortSignal.any([signal, cancelled.signal]),
    })
    return { ...watched, engineWhy: why }
  }
  const result = watchInside()
  result.catch(() => {}) // whoever runs it is told; a box that is not needed may fail
  return {
    run: (given) => {
      give(given)
      return result
    },
    cancel: async () => {
      cancelled.abort()
      await result.catch(() => {})
    },
  }
}
