// A process that looks at targets, one of several: npm's work on trees is one thread's. The parent gives the targets,
// takes what came of them, and says who may run what; without it there is nothing to do.
import type { SurveyTarget } from '../../model/survey.ts'
import { openHistoryPatiently } from '../open-history.ts'
import { createLooker, type Looker } from './look.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

const entered = new Map<number, () => void>()
let entries = 0
let looker: Promise<Looker | null> = Promise.resolve(null)

function tell(message: FromWorker): void {
  process.send?.(message)
}

async function enter(keys: readonly string[]): Promise<() => void> {
  entries += 1
  const id = entries
  const turn = new Promise<void>((resolve) => entered.set(id, resolve))
  tell({ kind: 'enter', id, keys })
  await turn
  entered.delete(id)
  return () => tell({ kind: 'leave', id })
}

/** Null: it cannot work at all. */
async function begin(settings: WorkerSettings): Promise<Looker | null> {
  try {
    const made = await createLooker(settings, await openHistoryPatiently(settings.own.history), enter)
    // npm gave it its own.
    process.title = 'dsca survey worker'
    tell({ kind: 'ready' })
    return made
  } catch (error) {
    const { message, hint, code } = error as { message?: unknown; hint?: unknown; code?: unknown }
    const said = { text: String(message), hint: String(hint ?? ''), code: String(code ?? '') }
    // Whoever waits for an answer is told by the end of this process.
    process.send?.({ kind: 'unable', ...said } satisfies FromWorker, () => process.exit(1))
    return null
  }
}

async function look(id: number, target: SurveyTarget): Promise<void> {
  const answer = await (await looker)?.look(target)
  if (answer) tell({ kind: 'looked', id, answer })
}

function take(message: ToWorker): void {
  switch (message.kind) {
    case 'settings':
      looker = begin(message.settings)
      return
    case 'look':
      void look(message.id, message.target)
      return
    case 'entered':
      entered.get(message.id)?.()
  }
}

process.on('message', take)
// Ctrl-C reaches the whole group: the parent decides what becomes of what is under way.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  const end = () => process.exit()
  // What npm left in the temporary folder; boxes end with their pipe.
  void looker.then((one) => one?.[Symbol.asyncDispose]()).then(end, end)
})
