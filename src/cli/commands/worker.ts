import type { Argv, CommandModule } from 'yargs'
import type { SurveyPlan } from '../../model/survey.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import { checkNumbers, RUN_OPTIONS } from '../survey/run-options.ts'

interface Arguments extends GlobalArguments {
  readonly workers?: number | undefined
  readonly boxes?: number | undefined
}

/** What is under way is waited for after the first signal; then it goes back to the others. */
const PATIENCE_MS = 60_000

export const workerCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'worker',
  describe: 'Work on the surveys in a database, with any number of others',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .options({ workers: RUN_OPTIONS.workers, boxes: RUN_OPTIONS.boxes })
      .check((given) => checkNumbers(given as Record<string, unknown>, { workers: 1, boxes: 1 }))
      .example('dsca worker --history=postgres://db.example/safe_npm', 'until Ctrl-C')
      .epilogue(
        'SIGTERM or Ctrl-C: no more is taken, what is under way ends; a second one: at once. Nothing is lost by kill -9 either.',
      ) as unknown as Argv<Arguments>,
  handler: async (given) => {
    process.exitCode = await work(given)
  },
}

async function work(given: Arguments): Promise<number> {
  const [{ withSurveys }, { serve, unfitText }, { onInterrupt }, { say, printJson }, { escapeText }] =
    await Promise.all([
      import('../survey/open-surveys.ts'),
      import('../survey/serve.ts'),
      import('../survey/interrupt.ts'),
      import('../output.ts'),
      import('../../report/escape.ts'),
    ])
  const own = settingsOf(given)
  return withSurveys(own.history, async (surveys) => {
    if (!surveys.shared)
      throw new UsageError(
        'a worker needs surveys that others share',
        'dsca worker --history=postgres://USER@HOST/DATABASE; alone: dsca survey resume',
      )
    const tell = (text: string) => say(`dsca: worker: ${text}\n`)
    const interrupted = onInterrupt(() => tell('what is under way ends; again: at once'), PATIENCE_MS)
    const { workers = null, boxes = null } = given
    let looked = 0
    tell(`surveys of ${escapeText(surveys.store.place, 200)}; Ctrl-C ends`)
    try {
      const onResult = () => {
        looked += 1
      }
      const onUnfit = (plan: SurveyPlan) => tell(unfitText(plan))
      await serve({ surveys, own, workers, boxes, interrupted, only: null, onResult, onUnfit })
    } finally {
      interrupted.release()
    }
    if (given.json) printJson({ looked })
    else tell(`ended, having looked at ${looked} package${looked === 1 ? '' : 's'}`)
    return 0
  })
}
