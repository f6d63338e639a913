import type { VerdictKind } from '../model/index.ts'

/** Stable and documented: scripts rely on them. npm's own code is used whenever the real npm ran. */
export const EXIT = {
  /** Blocked by the verdict (or by the answer to the question about it). */
  blocked: 100,
  /** A decision is needed and there is no terminal to ask at. */
  decisionNeeded: 101,
  inconclusive: 102,
  /** No sandbox engine works here. */
  noEngine: 103,
  /** Bad flag, policy or configuration of ours. */
  usage: 104,
  /** A fault of ours. */
  fault: 105,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** How a guarded command ended. */
export type Ending =
  | { readonly kind: 'npm-ran'; readonly code: number }
  | {
      readonly kind: 'not-installed'
      readonly verdict: VerdictKind
      /** Why nobody said yes. */
      readonly because: 'strict' | 'answered-no' | 'no-terminal'
    }
  | { readonly kind: 'no-engine' }
  | { readonly kind: 'usage' }
  | { readonly kind: 'fault' }

function notInstalled(ending: Extract<Ending, { kind: 'not-installed' }>): ExitCode {
  switch (ending.verdict) {
    case 'malicious':
      return EXIT.blocked
    case 'suspicious':
      return ending.because === 'no-terminal' ? EXIT.decisionNeeded : EXIT.blocked
    case 'inconclusive':
      return EXIT.inconclusive
    // Nothing stood against the installation, and still it did not happen.
    case 'clean':
      return EXIT.fault
  }
}

/** Never 0 when the installation did not happen. */
export function exitCodeFor(ending: Ending): number {
  switch (ending.kind) {
    case 'npm-ran':
      return ending.code
    case 'not-installed':
      return notInstalled(ending)
    case 'no-engine':
      return EXIT.noEngine
    case 'usage':
      return EXIT.usage
    case 'fault':
      return EXIT.fault
  }
}

/** How a program ends that only watches: nothing was to be installed, so clean is 0 and all else says what it is. */
export function exitCodeOfScan(kind: VerdictKind): number {
  switch (kind) {
    case 'clean':
      return 0
    case 'suspicious':
    case 'malicious':
      return EXIT.blocked
    case 'inconclusive':
      return EXIT.inconclusive
  }
}
