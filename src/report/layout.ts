// Lines for a terminal. Everything here counts columns of text that is escaped already and has no colours yet.

/** Wide characters (East Asian Width W and F, emoji) take two columns. Coarse on purpose: too wide is harmless. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u

export const WIDEST = 80
const NARROWEST = 40

/** What we use of a terminal: at most 80 columns, because longer lines are hard to read. */
export function usableColumns(columns: number): number {
  if (!Number.isFinite(columns) || columns <= 0) return WIDEST
  return Math.max(NARROWEST, Math.min(WIDEST, Math.floor(columns)))
}

export function width(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

/** The longest beginning of `text` that fits, at least one character so that callers come to an end. */
function beginning(text: string, columns: number): string {
  let fits = ''
  let used = 0
  for (const character of text) {
    used += WIDE.test(character) ? 2 : 1
    if (used > columns && fits !== '') break
    fits += character
  }
  return fits
}

/** Cuts with `…` so that the text takes at most `columns`. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text
  if (columns < 2) return '…'.slice(0, Math.max(0, columns))
  return `${beginning(text, columns - 1).trimEnd()}…`
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

/** Breaks at spaces; a word that is longer than a line (a URL) is broken where the line ends. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (let word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (width(joined) <= columns) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    while (width(word) > columns) {
      const head = beginning(word, columns)
      lines.push(head)
      word = word.slice(head.length)
    }
    line = word
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

const INDENT = '    '
const LABEL = 15

/** One row of a box: a label, and beside it the values, each wrapped on lines of its own. */
export interface Row {
  readonly label: string
  readonly values: readonly string[]
}

/** `paint` gets a label that is padded already, so that colours do not disturb the columns. */
export function rowLines(row: Row, columns: number, paint: (label: string) => string): string[] {
  const room = columns - INDENT.length - LABEL
  const lines = row.values.flatMap((value) => wrap(value, room))
  return lines.map((line, index) => {
    const label = pad(index === 0 ? row.label : '', LABEL)
    return `${INDENT}${paint(label)}${line}`.trimEnd()
  })
}

/** A sentence between the rows, with the rows' indentation. */
export function sentenceLines(sentence: string, columns: number): string[] {
  return wrap(sentence, columns - INDENT.length).map((line) => INDENT + line)
}
