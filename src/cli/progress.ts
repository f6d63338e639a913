import { escapeText } from '../report/escape.ts'
import { cut } from '../report/layout.ts'
import { columnsOf } from './terminal.ts'

/** What the user sees while a watch runs. Everything goes to stderr: stdout is npm's. */
export interface Progress {
  /** What is done now, e.g. `fetching 12/68`. Escaped and cut here. */
  phase(text: string): void
  /** Takes the spinner away; `last` is what stays. */
  stop(last?: string): void
}

/** `spinner` one line that goes away; `lines` one plain line at the start and `last` at the end; `silent` only `last`. */
export type ProgressMode = 'spinner' | 'lines' | 'silent'

/** Silent when npm is (`--silent`, `--json`); no moving line where there is no terminal. */
export function progressMode(options: { npmIsSilent: boolean; isTTY: boolean }): ProgressMode {
  if (options.npmIsSilent) return 'silent'
  return options.isTTY ? 'spinner' : 'lines'
}

const SPINNER_WIDTH = 3

export function createProgress(mode: ProgressMode, stderr: NodeJS.WriteStream = process.stderr): Progress {
  const write = (line: string | undefined): void => {
    if (line !== undefined && line !== '') stderr.write(`${line}\n`)
  }
  switch (mode) {
    case 'silent':
      return { phase: () => {}, stop: write }
    case 'lines':
      return plainProgress(write)
    case 'spinner':
      return spinnerProgress(write, stderr)
  }
}

function plainProgress(write: (line: string | undefined) => void): Progress {
  let started = false
  return {
    phase(text) {
      if (!started) write(`safe-npm: ${escapeText(text)}`)
      started = true
    },
    stop: write,
  }
}

function spinnerProgress(write: (line: string | undefined) => void, stderr: NodeJS.WriteStream): Progress {
  let text = ''
  let stopped = false
  let spinner: { text: string; stop(): unknown } | null = null

  const start = async (): Promise<void> => {
    const { default: ora } = await import('ora')
    // Input is npm's and the question's; it must not be eaten.
    if (!stopped) spinner = ora({ text, stream: stderr, discardStdin: false }).start()
  }
  return {
    phase(next) {
      const first = text === ''
      text = cut(escapeText(next), columnsOf('stderr') - SPINNER_WIDTH)
      if (spinner !== null) spinner.text = text
      // A spinner that cannot be loaded is no reason to stop a watch.
      else if (first && !stopped) start().catch(() => {})
    },
    stop(last) {
      stopped = true
      spinner?.stop()
      spinner = null
      write(last)
    },
  }
}
