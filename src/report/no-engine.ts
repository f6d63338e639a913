import { escapeText } from './escape.ts'
import { pad, usableColumns, width, wrap } from './layout.ts'

export interface FailedEngine {
  readonly name: string
  readonly detail: string
  /** What to type. */
  readonly fix: string | null
}

export interface NoEngineOptions {
  readonly columns: number
  readonly program: 'safe-npm' | 'dsca'
}

const NAME_MAX = 12
const DETAIL_MAX = 600
const FIX_MAX = 300
const INDENT = 2
const GAP = 2

/** No sandbox works here (exit code 103): each engine, why not, and the line to type, which is never wrapped. */
export function noEngineLines(engines: readonly FailedEngine[], options: NoEngineOptions): string[] {
  const columns = usableColumns(options.columns)
  const names = Math.max(0, ...engines.map(({ name }) => width(escapeText(name, NAME_MAX))))
  const beside = ' '.repeat(INDENT + names + GAP)
  const rows = engines.flatMap(({ name, detail, fix }) => {
    const reasons = wrap(escapeText(detail, DETAIL_MAX), columns - beside.length)
    const head = ' '.repeat(INDENT) + pad(escapeText(name, NAME_MAX), names + GAP)
    return [
      ...reasons.map((line, at) => (at === 0 ? head : beside) + line),
      ...(fix === null ? [] : [beside + escapeText(fix, FIX_MAX)]),
    ]
  })
  const [only, ...others] = engines
  // Of one engine that was asked for nothing is known about the other.
  const what =
    only && others.length === 0 ? `${escapeText(only.name, NAME_MAX)} does not work` : 'no sandbox works'
  const title = wrap(`${options.program}: ${what} on this machine (exit 103)`, columns)
  return [...title, ...rows, ...closingLines(options, columns)]
}

/** There is nothing to skip in a program that only watches. */
function closingLines({ program }: NoEngineOptions, columns: number): string[] {
  const skip = 'This once without a watch: --safe-skip (recorded in the history)'
  const sentences = ['More: dsca doctor', ...(program === 'safe-npm' ? [skip] : [])]
  return sentences.flatMap((sentence) => wrap(sentence, columns - INDENT)).map((line) => `  ${line}`)
}
