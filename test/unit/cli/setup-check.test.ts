import { expect, it } from 'vitest'
import { judge } from '../../../src/cli/doctor/setup-check.ts'
import { withDriverHint } from '../../../src/cli/driver-hint.ts'
import { HistoryError } from '../../../src/history/error.ts'

const FINE = { shimIsOurs: true, withoutBlock: [], shells: ['bash', 'zsh'], isFirst: true }

it.each([
  ['all fine', FINE, 'ok', undefined],
  ['an older shell', { ...FINE, isFirst: false }, 'warn', 'exec "$SHELL"'],
  ['a start file without the block', { ...FINE, withoutBlock: ['/h/.zshrc'] }, 'warn', 'dsca setup'],
  ['no shim', { ...FINE, shimIsOurs: false }, 'fail', 'dsca setup'],
])('set up: %s', (_what, facts, status, fix) => {
  const result = judge(facts)
  expect([result.status, result.fix]).toEqual([status, fix])
})

it('the line that builds the driver anew does not go through us, and other errors stay as they are', () => {
  const error = new HistoryError('history-driver', 'compiled against another', 'rebuild')
  const hinted = withDriverHint(error) as HistoryError
  expect(hinted.code).toBe('history-driver')
  expect(hinted.hint).toMatch(/^node ".*npm-cli\.js" --prefix ".*" rebuild better-sqlite3/)
  const other = new HistoryError('history-busy', 'busy', 'later')
  expect(withDriverHint(other)).toBe(other)
})
