import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { SurveyTarget } from '../../model/survey.ts'
import { unreached } from '../../pipeline/survey-result.ts'
import { UsageError } from '../error.ts'
import { Gate } from './gate.ts'
import type { FromWorker, LookAnswer, ToWorker, WorkerSettings } from './messages.ts'

const WORKER = fileURLToPath(new URL('./worker-main.js', import.meta.url))
/** Of a box that hangs: the worker is told to end, and then it is ended. */
const STOP_MS = 3_000

export interface PoolOptions {
  readonly settings: WorkerSettings
  readonly workers: number
  /** At the same time, over all workers. */
  readonly boxes: number
}

/** One that dies now and then is replaced; what kills them all is no fault of a package. */
const MOST_DEATHS = 100

/** Processes that look at targets. */
export interface Pool extends AsyncDisposable {
  look(target: SurveyTarget): Promise<LookAnswer>
}

interface Worker {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  readonly looks: Map<number, { readonly target: SurveyTarget; readonly answer: (a: LookAnswer) => void }>
}

export async function startPool(options: PoolOptions): Promise<Pool> {
  const gate = new Gate(options.boxes)
  const workers = Array.from({ length: options.workers }, () => startWorker(options.settings, gate))
  let closing = false
  let looks = 0
  let deaths = 0
  const watchOver = (at: number) => {
    workers[at]?.child.once('exit', () => {
      deaths += 1
      if (closing || deaths > MOST_DEATHS) return
      workers[at] = startWorker(options.settings, gate)
      watchOver(at)
    })
  }
  const close = async () => {
    closing = true
    await Promise.all(workers.map(endWorker))
  }
  try {
    await Promise.all(workers.map(({ ready }) => ready))
  } catch (error) {
    await close()
    throw error
  }
  for (const at of workers.keys()) watchOver(at)
  return {
    look: (target) => {
      if (deaths > MOST_DEATHS)
        return Promise.reject(new Error('the workers of the survey die one after the other'))
      const worker = workers.reduce((least, one) => (one.looks.size < least.looks.size ? one : least))
      looks += 1
      const id = looks
      return new Promise((answer) => {
        worker.looks.set(id, { target, answer })
        send(worker.child, { kind: 'look', id, target })
      })
    },
    [Symbol.asyncDispose]: close,
  }
}

function startWorker(settings: WorkerSettings, gate: Gate): Worker {
  const child = fork(WORKER, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const looks: Worker['looks'] = new Map()
  const inside = new Map<number, () => void>()
  let settle: { readonly ready: () => void; readonly unable: (error: Error) => void } | undefined
  const ready = new Promise<void>((resolve, reject) => {
    settle = { ready: resolve, unable: reject }
  })
  ready.catch(() => {})
  child.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'ready':
        return settle?.ready()
      case 'unable':
        return settle?.unable(asError(message))
      case 'looked':
        looks.get(message.id)?.answer(message.answer)
        looks.delete(message.id)
        return
      case 'enter':
        void gate.enter(message.keys).then((leave) => {
          if (child.exitCode !== null || child.signalCode !== null) return leave()
          inside.set(message.id, leave)
          send(child, { kind: 'entered', id: message.id })
        })
        return
      case 'leave':
        inside.get(message.id)?.()
        inside.delete(message.id)
    }
  })
  child.once('exit', (code, signal) => {
    settle?.unable(new Error(`a worker of the survey ended with ${signal ?? code}`))
    for (const leave of inside.values()) leave()
    const reason = `the process that looked at it ended with ${signal ?? code}`
    for (const { target, answer } of looks.values())
      answer({ result: unreached(target, reason), again: true, milliseconds: 0 })
    looks.clear()
  })
  send(child, { kind: 'settings', settings })
  return { child, ready, looks }
}

function send(child: ChildProcess, message: ToWorker): void {
  // That it is gone is told by its exit.
  if (child.connected) child.send(message, () => {})
}

async function endWorker({ child }: Worker): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}

function asError({ text, hint, code }: Extract<FromWorker, { kind: 'unable' }>): Error {
  return Object.assign(hint === '' ? new Error(text) : new UsageError(text, hint), { code, hint })
}
