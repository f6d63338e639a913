import { expect, it } from 'vitest'
import { describeFlagProblem } from '../../../src/cli/flag-problem.ts'
import type { FlagProblem } from '../../../src/cli/own-flags.ts'

const ROWS: readonly (readonly [FlagProblem, RegExp])[] = [
  [
    { code: 'unknown-flag', flag: '--safe-x', value: null },
    /^--safe-x is no flag of safe-npm\. There are: --strict/,
  ],
  [
    { code: 'missing-value', flag: '--safe-engine', value: null },
    /^--safe-engine needs a value: auto, bubblewrap or docker$/,
  ],
  [
    { code: 'bad-value', flag: '--safe-timeout', value: '5m' },
    /^--safe-timeout cannot be '5m'\. It takes seconds, 1 to 86400$/,
  ],
  [
    { code: 'bad-value', flag: '--report', value: 'a.htm' },
    /a file that ends in \.html, \.json, \.pcapng, \.sarif$/,
  ],
  [
    { code: 'bad-value', flag: 'SAFE_NPM_STRICT', value: 'maybe' },
    /^SAFE_NPM_STRICT cannot be 'maybe'\. It takes 1 or 0$/,
  ],
  [{ code: 'unexpected-value', flag: '--safe-yes', value: 'no' }, /^--safe-yes takes no value \('no'\)$/],
  [{ code: 'contradiction', flag: '--strict', value: '--safe-skip' }, /contradict/],
  [
    { code: 'bad-value', flag: '--safe-constructor', value: '\x1b[2J' },
    /'\\x1b\[2J'\. It takes another value$/,
  ],
]

it.each(ROWS)('%j', (problem, sentence) => {
  expect(describeFlagProblem(problem)).toMatch(sentence)
})
