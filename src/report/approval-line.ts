import type { Approval } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { usableColumns, width } from './layout.ts'
import type { Style } from './style.ts'
import { count } from './words.ts'

interface Options {
  readonly columns: number
  readonly style: Style
}

const PROGRAM = 'safe-npm'

/** Where npm would keep an approval. */
export type ApprovalPlace =
  | { readonly kind: 'project' }
  /** There is no package.json: the flag, with the next installation. */
  | { readonly kind: 'global' }
  /** npx keeps what it installed, and runs no scripts of it later: `key` is its name in npm's cache of these. */
  | { readonly kind: 'npx'; readonly key: string }

/** What can be approved after an installation, and how; null when there is nothing. */
export function approvalLine(
  rows: readonly Approval[],
  place: ApprovalPlace,
  { columns, style }: Options,
): string | null {
  const proposed = rows.filter(({ unproposed }) => unproposed === null)
  if (proposed.length === 0) return null
  const scripts = proposed.reduce((sum, one) => sum + one.scripts.length, 0)
  const subject = count(scripts, 'script')
  const parts = [`${subject} did nothing outside;`, howTo(place, proposed, scripts === 1 ? 'it' : 'them')]
  const fits = PROGRAM.length + 2 + width(parts.join(' ')) <= usableColumns(columns)
  return `${style.dim(PROGRAM)}  ${parts.join(fits ? ' ' : `\n${' '.repeat(PROGRAM.length + 2)}`)}`
}

function howTo(place: ApprovalPlace, proposed: readonly Approval[], them: string): string {
  // The whole flag, however long: it is there to be copied.
  const flag = `--allow-scripts=${proposed.map(({ pin }) => escapeText(pin ?? '', 300)).join(',')}`
  switch (place.kind) {
    case 'project':
      return `approve ${them}: dsca approve --write`
    case 'global':
      return `run ${them}: add ${flag}`
    case 'npx':
      return `run ${them}: npm cache npx rm ${escapeText(place.key, 80)}, then add ${flag}`
  }
}
