import { type Measured, median } from './measure.ts'

export interface Row {
  readonly name: string
  readonly limit: number
  readonly measured: Measured
}

const milliseconds = (value: number) => `${Math.round(value)} ms`

export function ratio({ npm, safe }: Measured): number {
  return median(safe) / median(npm)
}

/** Columns of equal width, so that the table reads well unrendered too. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, limit, measured }) => [
    name,
    milliseconds(median(measured.npm)),
    milliseconds(median(measured.safe)),
    ratio(measured).toFixed(2),
    `≤ ${limit.toFixed(2)}`,
  ])
  const lines = [['what', 'npm', 'safe-npm', 'ratio', 'target'], ...cells]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const format = (line: readonly string[]) =>
    `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const [head = [], ...body] = lines
  return [format(head), rule, ...body.map(format)].join('\n')
}
