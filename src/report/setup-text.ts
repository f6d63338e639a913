import { escapeText } from './escape.ts'
import type { Style } from './style.ts'

export interface FileChange {
  readonly path: string
  readonly change: 'created' | 'changed' | 'removed' | 'unchanged' | 'failed'
  readonly detail?: string
}

const WORD = 11

/** A line for each file: what was done, and where. */
export function changeLines(changes: readonly FileChange[], home: string, style: Style): string[] {
  return changes.map(({ path, change, detail }) => {
    const paint = change === 'failed' ? style.red : change === 'unchanged' ? style.dim : style.green
    const place = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
    const more = detail === undefined ? '' : `  (${escapeText(detail, 300)})`
    return ` ${paint(change.padEnd(WORD))}${escapeText(place, 300)}${more}`
  })
}

export interface TextChange {
  readonly path: string
  /** Null: no such file. */
  readonly before: string | null
  readonly after: string | null
}

/** The lines that go and come, below the file's name. Blocks stand at the end, so what is in common is around. */
export function diffLines({ path, before, after }: TextChange, style: Style): string[] {
  if (before === after) return []
  const [old, now] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++
  let end = 0
  const most = Math.min(old.length, now.length) - start
  while (end < most && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  const show = (lines: readonly string[], mark: string, paint: (text: string) => string) =>
    lines.slice(start, lines.length - end).map((line) => paint(`${mark}${escapeText(line, 500)}`))
  return [
    style.bold(`--- ${before === null ? '(no such file)' : escapeText(path, 500)}`),
    style.bold(`+++ ${after === null ? '(no such file)' : escapeText(path, 500)}`),
    `@@ line ${start + 1} @@`,
    ...show(old, '-', style.red),
    ...show(now, '+', style.green),
  ]
}

function linesOf(text: string | null): string[] {
  return text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
