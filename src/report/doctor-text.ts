import { escapeText } from './escape.ts'
import { pad, wrap } from './layout.ts'
import type { Style } from './style.ts'

export interface DoctorLine {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** Further facts, each on lines of its own. */
  readonly more?: readonly string[]
  readonly fix?: string
}

const NAME = 17
const BEFORE = 3

function mark(status: DoctorLine['status'], style: Style): string {
  switch (status) {
    case 'ok':
      return style.green('✔')
    case 'warn':
      return style.yellow('▲')
    case 'fail':
      return style.red('✖')
  }
}

/** A tick, a name and what was found; below it the line to type, never wrapped so that it can be copied. */
export function doctorLines(line: DoctorLine, options: { columns: number; style: Style }): string[] {
  const { columns, style } = options
  const room = Math.max(20, columns - BEFORE - NAME)
  const details = [line.detail, ...(line.more ?? [])].flatMap((fact) => wrap(escapeText(fact, 300), room))
  const indent = ' '.repeat(BEFORE + NAME)
  return details
    .map((detail, at) =>
      at === 0
        ? ` ${mark(line.status, style)} ${pad(escapeText(line.name, NAME - 1), NAME)}${detail}`
        : indent + detail,
    )
    .concat(line.fix === undefined ? [] : [indent + style.cyan(escapeText(line.fix, 300))])
}
