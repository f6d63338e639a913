import type { SharedVerdict, VerdictContext } from './history.ts'
import { readObservation, type StoredObservation } from './observation.ts'

/** Verdicts that are read at once: nothing is locked or held while somebody works on them. */
export const SHARED_PAGE = 500

/** An observation with the package that it is of. */
export interface SharedRow extends StoredObservation {
  readonly name: string
  readonly version: string
  readonly integrity: string
}

export function sharedVerdict(row: SharedRow, context: VerdictContext): SharedVerdict {
  const { closure, phases, inert, scripts, findings, watchedAt } = readObservation(row, context, row)
  const { name, version, integrity } = row
  return { key: { name, version, integrity, closure, phases }, inert, scripts, findings, watchedAt }
}
