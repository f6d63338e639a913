import { escapeText } from './escape.ts'
import { usableColumns, wrap } from './layout.ts'
import { list } from './words.ts'

export interface WrittenInput {
  /** What npm says that it changed. */
  readonly changes: readonly { readonly key: string; readonly change: string }[]
  /** Proposed, and not on disk: npm approves only what is installed. */
  readonly notThere: readonly string[]
  /** Asked for, and npm did not write them. */
  readonly refused: readonly string[]
  /** npm runs only what is approved, so these have not run yet. */
  readonly toRun: readonly string[]
}

/** What came of `--write`: in npm's own words where it changed something, and never more than that. */
export function writtenLines(
  { changes, notThere, refused, toRun }: WrittenInput,
  options: { readonly columns: number },
): string[] {
  const columns = usableColumns(options.columns)
  const say = (text: string) => wrap(text, columns)
  const names = (pins: readonly string[]) => list(pins.map((pin) => escapeText(pin, 300)))
  return [
    ...(changes.length === 0 ? ['Nothing was written into package.json.'] : ['npm wrote into package.json:']),
    ...changes.map(({ key, change }) => `  ${escapeText(change, 40)} ${escapeText(key, 300)}`),
    ...(notThere.length === 0
      ? []
      : [
          ...say(`npm approves only what is installed, which is not: ${names(notThere)}. First:`),
          '  safe-npm install',
        ]),
    ...(refused.length === 0
      ? []
      : say(`npm left these as they were, because an entry denies them: ${names(refused)}`)),
    ...(toRun.length === 0
      ? []
      : [
          'They have not run yet:',
          `  safe-npm rebuild ${toRun.map((pin) => escapeText(pin, 300)).join(' ')}`,
        ]),
  ]
}
