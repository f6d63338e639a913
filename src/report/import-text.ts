import type { VerdictKind } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { rowLines, sentenceLines, usableColumns } from './layout.ts'
import type { Style } from './style.ts'
import { grouped } from './words.ts'

/** What is in a file of verdicts. */
export interface ImportLine {
  readonly file: string
  readonly sha256: string
  readonly madeAt: string
  readonly madeBy: string
  readonly platform: string
  readonly sensor: string
  readonly count: number
  readonly kinds: Readonly<Record<VerdictKind, number>>
  /** They are for this platform and this sensor. */
  readonly holdsHere: boolean
}

interface Options {
  readonly columns: number
  readonly style: Style
}

/** What would be taken in: whoever answers is to see whose word it is. */
export function importLines(files: readonly ImportLine[], { columns: given, style }: Options): string[] {
  const columns = usableColumns(given)
  return [
    ...files.flatMap((one) => [
      '',
      `  ${style.bold(escapeText(one.file, columns - 2))}`,
      ...factLines(one, columns, style),
    ]),
    '',
    ...sentenceLines(
      'What is taken in counts as if it had been watched here: what the file calls clean is installed without a watch. Take in only what comes from somebody you trust, and compare the SHA-256 with theirs. Rules are not taken in.',
      columns,
    ),
  ]
}

function factLines(one: ImportLine, columns: number, style: Style): string[] {
  const kinds = (['clean', 'suspicious', 'malicious', 'inconclusive'] as const)
    .filter((kind) => one.kinds[kind] > 0)
    .map((kind) => `${grouped(one.kinds[kind])} ${kind}`)
  const where = `${escapeText(one.platform, 70)}, sensor ${escapeText(one.sensor, 32)}`
  const here = one.holdsHere ? 'as here' : style.yellow('not here: they count only there')
  const rows = [
    { label: 'made', values: [`${escapeText(one.madeAt, 40)} by safe-npm ${escapeText(one.madeBy, 40)}`] },
    {
      label: 'verdicts',
      values: [grouped(one.count) + (kinds.length === 0 ? '' : `: ${kinds.join(', ')}`)],
    },
    { label: 'hold for', values: [`${where} (${here})`] },
  ]
  // A hash on a line of its own, to be compared or copied.
  return [
    ...rows.flatMap((row) => rowLines(row, columns, style.dim)),
    ...sentenceLines(`SHA-256 ${one.sha256}`, columns),
  ]
}
