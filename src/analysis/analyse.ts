import type { AttributedQuery, Evidence, Finding } from '../model/index.ts'

export interface Analysis {
  readonly findings: readonly Finding[]
  readonly queries: readonly AttributedQuery[]
}

/** Everything that a watch's evidence says, as findings: no policy, no clock, no I/O. */
export function analyse(_evidence: Evidence): Analysis {
  throw new Error('not yet written')
}
