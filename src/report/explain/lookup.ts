import { EXIT_EXPLANATIONS } from './exit-codes.ts'
import type { Explanation } from './explanation.ts'
import { FAULT_EXPLANATIONS } from './faults.ts'
import { FINDING_EXPLANATIONS } from './findings.ts'

export type ExplainedKind = 'finding' | 'fault' | 'exit code'

export interface Explained extends Explanation {
  readonly kind: ExplainedKind
  readonly code: string
}

function entries(kind: ExplainedKind, texts: Readonly<Record<string | number, Explanation>>): Explained[] {
  return Object.entries(texts).map(([code, text]) => ({ kind, code, ...text }))
}

/** Every code that has a meaning to a user: findings, faults of a watch, exit codes. */
export const EXPLAINED: readonly Explained[] = [
  ...entries('finding', FINDING_EXPLANATIONS),
  ...entries('fault', FAULT_EXPLANATIONS),
  ...entries('exit code', EXIT_EXPLANATIONS),
]

/** As it was typed: `foreign-lookup`, `Foreign-Lookup`, `exit 100`, `100`. */
export function explained(code: string): Explained | null {
  const wanted = code
    .trim()
    .toLowerCase()
    .replace(/^exit[ -]?(code)?[ -]?/, '')
  return EXPLAINED.find((one) => one.code === wanted) ?? null
}
