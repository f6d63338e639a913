import { expect, it } from 'vitest'
import { type Ending, exitCodeFor } from '../../../src/cli/exit-codes.ts'

const ROWS: readonly (readonly [Ending, number])[] = [
  [{ kind: 'npm-ran', code: 0 }, 0],
  [{ kind: 'npm-ran', code: 1 }, 1],
  [{ kind: 'npm-ran', code: 254 }, 254],
  [{ kind: 'not-installed', verdict: 'malicious', because: 'strict' }, 100],
  [{ kind: 'not-installed', verdict: 'malicious', because: 'answered-no' }, 100],
  [{ kind: 'not-installed', verdict: 'malicious', because: 'no-terminal' }, 100],
  [{ kind: 'not-installed', verdict: 'suspicious', because: 'strict' }, 100],
  [{ kind: 'not-installed', verdict: 'suspicious', because: 'answered-no' }, 100],
  [{ kind: 'not-installed', verdict: 'suspicious', because: 'no-terminal' }, 101],
  [{ kind: 'not-installed', verdict: 'inconclusive', because: 'strict' }, 102],
  [{ kind: 'not-installed', verdict: 'inconclusive', because: 'answered-no' }, 102],
  [{ kind: 'not-installed', verdict: 'inconclusive', because: 'no-terminal' }, 102],
  [{ kind: 'not-installed', verdict: 'clean', because: 'strict' }, 105],
  [{ kind: 'no-engine' }, 103],
  [{ kind: 'usage' }, 104],
  [{ kind: 'fault' }, 105],
]

it.each(ROWS)('%j → %i', (ending, code) => {
  expect(exitCodeFor(ending)).toBe(code)
})
