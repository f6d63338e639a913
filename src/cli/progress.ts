import { escapeText } from '../report/escape.ts'
import { cut } from '../report/layout.ts'
import { showsUnicode } from './charset.ts'
import { fitted } from './output.ts'
import { allowsColour, columnsOf } from './terminal.ts'

/** What the user sees while a watch runs. Everything goes to stderr: stdout is npm's. */
export interface Progress {
  /**
   * What is done now, e.g. `fetching 12/68`. Escaped and cut here. `line` is for what takes long: where nothing moves it
   * has a line of its own, once.
   */
  phase(text: string, line?: string): void
  /** Takes the spinner away; `last` is what stays. */
  stop(last?: string): void
}

/** `spinner` one line that goes away; `lines` one plain line at the start, one for what takes long, and `last` at the end; `silent` only `last`. */
export type ProgressMode = 'spinner' | 'lines' | 'silent'

/** Silent when npm is (`--silent`, `--json`); no moving line where there is no terminal, or only a CI's. */
export function progressMode(
  options: { npmIsSilent: boolean; isTTY: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): ProgressMode {
  if (options.npmIsSilent) return 'silent'
  const inCi = env.CI !== undefined && env.CI !== '' && env.CI !== '0' && env.CI !== 'false'
  return options.isTTY && !inCi ? 'spinner' : 'lines'
}

const SPINNER_WIDTH = 3

export interface ProgressOptions {
  readonly stderr?: NodeJS.WriteStream
  /** Who says the plain lines. */
  readonly program?: 'safe-npm' | 'dsca'
}

export function createProgress(mode: ProgressMode, options: ProgressOptions = {}): Progress {
  const { stderr = process.stderr, program = 'safe-npm' } = options
  const write = (line: string | undefined): void => {
    if (line !== undefined && line !== '') stderr.write(fitted(`${line}\n`))
  }
  // A pty whose size nobody has set: ora would count its line as endlessly many, and clear them for ever.
  switch (mode === 'spinner' && stderr.columns === 0 ? 'lines' : mode) {
    case 'silent':
      return { phase: () => {}, stop: write }
    case 'lines':
      return plainProgress((text) => write(`${program}: ${escapeText(text)}`), write)
    case 'spinner':
      return spinnerProgress(write, stderr)
  }
}

function plainProgress(say: (text: string) => void, stop: Progress['stop']): Progress {
  const said = new Set<string>()
  return {
    phase(text, line) {
      const next = line ?? (said.size === 0 ? text : undefined)
      if (next === undefined || said.has(next)) return
      said.add(next)
      say(next)
    },
    stop,
  }
}

/** What ora does not know by itself: its own check looks at TERM alone, and at no NO_COLOR. */
function looks() {
  return {
    ...(showsUnicode() ? {} : { spinner: 'line' as const }),
    ...(allowsColour() ? {} : { color: false as const }),
  }
}

function spinnerProgress(write: (line: string | undefined) => void, stderr: NodeJS.WriteStream): Progress {
  let text = ''
  let stopped = false
  let spinner: { text: string; stop(): unknown } | null = null

  const start = async (): Promise<void> => {
    const { default: ora } = await import('ora')
    // Input is npm's and the question's; it must not be eaten.
    if (!stopped) spinner = ora({ text, stream: stderr, discardStdin: false, ...looks() }).start()
  }
  return {
    phase(next) {
      const first = text === ''
      text = fitted(cut(escapeText(next), columnsOf('stderr') - SPINNER_WIDTH))
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
