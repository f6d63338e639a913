import type { PolicySource } from '../model/index.ts'
import type { PolicyProblem } from '../policy/error.ts'
import type { PolicyWarning } from '../policy/warnings.ts'
import { escapeText } from './escape.ts'
import type { Style } from './style.ts'
import { count } from './words.ts'

/** One file, checked. */
export interface CheckedPolicy {
  readonly file: string
  /** Null where it has problems: then nothing of it counts, and safe-npm ends with 104. */
  readonly trust: PolicySource['trust'] | null
  readonly rules: number
  readonly problems: readonly PolicyProblem[]
  readonly warnings: readonly PolicyWarning[]
}

/** `FILE:LINE:COLUMN` first, so that editors and logs lead there. */
export function checkLines(checked: CheckedPolicy, style: Style): string[] {
  const { trust, rules, problems, warnings } = checked
  const file = escapeText(checked.file, 300)
  if (trust === null)
    return problems.flatMap(({ line, column, message, hint }) => [
      `${style.red('✖')} ${file}:${line}:${column}: ${escapeText(message, 300)}`,
      `    ${escapeText(hint, 300)}`,
    ])
  return [
    `${style.green('✔')} ${file}: ${count(rules, 'rule')}, ${TRUST[trust]}`,
    ...warnings.map((one) => `${style.yellow('▲')} ${file}:${one.line}: ${warningText(one)}`),
  ]
}

const TRUST: Readonly<Record<PolicySource['trust'], string>> = {
  trusted: 'trusted',
  untrusted: 'not trusted: it forbids and allows nothing (dsca policy trust)',
  'writable-by-others': 'others may write it: it forbids and allows nothing (chmod go-w)',
}

function warningText({ code, by }: PolicyWarning): string {
  switch (code) {
    case 'expired':
      return 'this rule is over; it counts no more'
    case 'shadowed':
      return `this allow can never count: the deny in line ${by} wins over it`
    case 'repeated':
      return `this rule says the same as the one in line ${by}`
    case 'no-version':
      return 'this rule can never count: no version is in its range'
    case 'no-script-in-phase':
      return 'this rule can never count: its scripts run in none of its phases'
  }
}
