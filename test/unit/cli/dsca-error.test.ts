import { expect, it } from 'vitest'
import { errorLines, exitCodeOfError } from '../../../src/cli/dsca-error.ts'
import { UsageError } from '../../../src/cli/error.ts'
import { HistoryError } from '../../../src/history/error.ts'
import { PolicyError } from '../../../src/policy/error.ts'
import { SandboxUnavailable } from '../../../src/sandbox/error.ts'

const ROWS: readonly (readonly [error: unknown, code: number, lines: string[]])[] = [
  [new UsageError('no such scan', 'dsca history'), 104, ['dsca: no such scan', '  dsca history']],
  [new PolicyError('policy-host', 'no host', 'Give a host'), 104, ['dsca: no host', '  Give a host']],
  [
    new HistoryError('scan-id-ambiguous', 'fits several', 'Give more'),
    104,
    ['dsca: fits several', '  Give more'],
  ],
  [new HistoryError('history-corrupt', 'damaged', 'Move it'), 105, ['dsca: damaged', '  Move it']],
  [new Error('boom\n    at somewhere'), 105, ['dsca: boom at somewhere']],
  [new TypeError(''), 105, ['dsca: failed without a word']],
  ['a string \x1b[2J', 105, ['dsca: a string \\x1b[2J']],
  [undefined, 105, ['dsca: undefined']],
  [
    new SandboxUnavailable([
      {
        name: 'docker',
        probe: { works: false, detail: 'not running\x1b[2J', fix: 'sudo systemctl start docker' },
      },
    ]),
    103,
    [
      'dsca: docker does not work on this machine (exit 103)',
      '  docker  not running\\x1b[2J',
      '          sudo systemctl start docker',
      '  More: dsca doctor',
    ],
  ],
]

it.each(ROWS)('%s', (error, code, lines) => {
  expect(exitCodeOfError(error)).toBe(code)
  expect(errorLines(error)).toEqual(lines)
})
