import { setTimeout as pause } from 'node:timers/promises'

import { showsUnicode } from './charset.ts'

export type Answer = 'no' | 'once' | 'always' | 'details'

export interface AskOptions {
  /** Default: `Install anyway?` */
  readonly question?: string
  /** Offer "always": there is a package and a host to allow. Default true. */
  readonly always?: boolean
  /** Default true. */
  readonly details?: boolean
  /** What yes is called. Default: `Yes, once` */
  readonly yes?: string
  /** Asked again after the details: an Enter right away was meant for those. */
  readonly again?: boolean
  readonly input?: NodeJS.ReadStream
  readonly output?: NodeJS.WriteStream
}

interface Choice {
  readonly value: Answer
  readonly key: string
  readonly name: string
}

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

/** What was typed before the question could be read is no answer to it. */
const DRAIN_MS = 60
/** People type `y`, Enter: the Enter belongs to the answer, not to what comes next. */
const ENTER_MS = 200
const AGAIN_MS = 1000

/** Marks of the question that any terminal shows; without them they go by TERM alone. */
const ASCII_THEME = { icon: { cursor: '>' }, prefix: { idle: '?', done: '+' } }

/** A question needs somebody who reads it and somebody who answers. */
export function canAsk(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
) {
  return input.isTTY === true && output.isTTY === true && process.env.TERM !== 'dumb'
}

function choicesOf(options: AskOptions): Choice[] {
  const all: Choice[] = [
    { value: 'no', key: 'n', name: 'No' },
    { value: 'once', key: 'y', name: options.yes ?? 'Yes, once' },
    { value: 'always', key: 'a', name: 'Always for this package and host' },
    { value: 'details', key: 'd', name: 'Show all details' },
  ]
  return all.filter(({ value }) => {
    if (value === 'always') return options.always !== false
    return value !== 'details' || options.details !== false
  })
}

async function drain(input: NodeJS.ReadStream): Promise<void> {
  const discard = (): void => {}
  input.setRawMode?.(true)
  input.on('data', discard)
  input.resume()
  await pause(DRAIN_MS)
  input.off('data', discard)
  input.pause()
}

/** A letter answers at once. Ctrl-D and the end of the input are no. */
function watchKeys(input: NodeJS.ReadStream, choices: readonly Choice[], answer: (value: Answer) => void) {
  const onKey = (_text: string, key: Key | undefined): void => {
    if (key?.ctrl === true) {
      if (key.name === 'd') answer('no')
      return
    }
    if (key?.name === 'escape') answer('no')
    const chosen = choices.find((choice) => choice.key === key?.name)
    if (chosen !== undefined) answer(chosen.value)
  }
  const onEnd = (): void => answer('no')
  input.on('keypress', onKey)
  input.on('end', onEnd)
  input.on('close', onEnd)
  return () => {
    input.off('keypress', onKey)
    input.off('end', onEnd)
    input.off('close', onEnd)
  }
}

interface Outcome {
  readonly answer: Answer
  /** Chosen with Enter, not by a letter and not by closing the question. */
  readonly entered: boolean
}

async function askOnce(options: AskOptions): Promise<Outcome> {
  const { input = process.stdin, output = process.stderr } = options
  const { select } = await import('@inquirer/prompts')
  await drain(input)

  const choices = choicesOf(options)
  const ended = new AbortController()
  const config = {
    message: options.question ?? 'Install anyway?',
    choices: choices.map(({ value, key, name }) => ({ value, name: `${name} (${key})`, short: name })),
    default: 'no' as const,
    theme: { ...(showsUnicode() ? {} : ASCII_THEME), style: { keysHelpTip: () => undefined } },
  }
  const context = { input, output, signal: ended.signal, clearPromptOnDone: true }
  const closed: Outcome = { answer: 'no', entered: false }
  // Ctrl-C, a closed terminal, whatever ends the prompt: no.
  const selected = select<Answer>(config, context).then(
    (answer): Outcome => ({ answer, entered: true }),
    () => closed,
  )
  const typed: Outcome[] = []
  const unwatch = watchKeys(input, choices, (answer) => {
    typed.push({ answer, entered: false })
    if (typed.length === 1) setTimeout(() => ended.abort(), ENTER_MS)
  })
  const outcome = await selected
  unwatch()
  const decided = typed[0] ?? outcome
  output.write(`? ${config.message} ${choices.find(({ value }) => value === decided.answer)?.name ?? 'No'}\n`)
  return decided
}

/**
 * Asks at the terminal whether to go on, drawn on stderr. No is the default, and the answer to Ctrl-C, Ctrl-D,
 * Escape and a terminal that goes away. Only where `canAsk()`.
 */
export async function askDecision(options: AskOptions = {}): Promise<Answer> {
  if (!canAsk(options.input, options.output)) return 'no'
  const asked = performance.now()
  const outcome = await askOnce(options)
  const tooEarly = options.again === true && outcome.entered && performance.now() - asked < AGAIN_MS
  return tooEarly ? (await askOnce(options)).answer : outcome.answer
}

/** The question until it is decided: details are shown as often as they are asked for. */
export async function askUntilDecided(
  options: AskOptions & { readonly showDetails: () => void },
): Promise<Exclude<Answer, 'details'>> {
  let answer = await askDecision(options)
  while (answer === 'details') {
    options.showDetails()
    answer = await askDecision({ ...options, again: true })
  }
  return answer
}
