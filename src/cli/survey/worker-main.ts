// A process that looks at targets, one of several: npm's work on trees is one thread's. The parent gives the targets,
// takes what came of them, and says who may run what; without it there is nothing to do.
import { openHistoryPatiently } from '../open-history.ts'
import { createLooker, type Looker } from './look.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

const entered = new Map<number, () => void>()
let entries = 0
let looker: Looker | undefined

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

async function begin(settings: WorkerSettings): Promise<void> {
  try {
    looker = await createLooker(settings, await openHistoryPatiently(settings.own.history), enter)
    tell({ kind: 'ready' })
  } catch (error) {
    const { message, hint, code } = error as { message?: unknown; hint?: unknown; code?: unknown }
    tell({ kind: 'unable', text: String(message), hint: String(hint ?? ''), code: String(code ?? '') })
  }
}

async function take(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'settings':
      return begin(message.settings)
    case 'look': {
      const answer = await looker?.look(message.target)
      if (answer) tell({ kind: 'looked', id: message.id, answer })
      return
    }
    case 'entered':
      entered.get(message.id)?.()
  }
}

process.on('message', (message: ToWorker) => {
  void take(message)
})
// Ctrl-C reaches the whole group: the parent decides what becomes of what is under way.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  const end = () => process.exit()
  // What npm left in the temporary folder; boxes end with their pipe.
  void Promise.resolve(looker?.[Symbol.asyncDispose]()).then(end, end)
})
