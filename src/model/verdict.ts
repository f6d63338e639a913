import type { Finding } from './finding.ts'

export type VerdictKind = 'clean' | 'suspicious' | 'malicious' | 'inconclusive'

export interface Verdict {
  readonly kind: VerdictKind
  /** All findings, each with `allowed` where policy excuses it. */
  readonly findings: readonly Finding[]
}
