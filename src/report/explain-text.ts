import { EXPLAINED, type Explained, type ExplainedKind } from './explain/lookup.ts'
import { cut, pad, usableColumns, width, wrap } from './layout.ts'
import type { Style } from './style.ts'

interface Options {
  readonly columns: number
  readonly style: Style
}

const HEADINGS: readonly (readonly [ExplainedKind, string])[] = [
  ['finding', 'findings'],
  ['fault', 'faults of a watch (watch-incomplete)'],
  ['exit code', 'exit codes'],
]

/** Every code with a few words. */
export function explanationList({ columns, style }: Options): string[] {
  const room = usableColumns(columns)
  const names = Math.max(...EXPLAINED.map(({ code }) => width(code)))
  const sections = HEADINGS.map(([kind, heading]) => [
    style.bold(heading),
    ...EXPLAINED.filter((one) => one.kind === kind).map(({ code, title }) =>
      cut(`  ${pad(code, names)}  ${title}`, room),
    ),
    '',
  ])
  return [...sections.flat(), 'More of one: dsca explain CODE']
}

function paragraph(label: string, text: string, { columns, style }: Options): string[] {
  const lines = wrap(text.replaceAll('`', ''), usableColumns(columns) - 2)
  return ['', style.dim(label), ...lines.map((line) => `  ${line}`)]
}

/** One code: what it means, where it usually comes from, what to do. */
export function explanationLines(one: Explained, options: Options): string[] {
  const name = one.kind === 'exit code' ? `exit code ${one.code}` : one.code
  const title = wrap(`${name}: ${one.title}`, usableColumns(options.columns))
  return [
    ...title.map((line) => options.style.bold(line)),
    ...paragraph('what it means', one.means, options),
    ...paragraph('what usually causes it', one.causes, options),
    ...paragraph('what to do', one.todo, options),
  ]
}
