import { expect, it } from 'vitest'
import { changeLines, diffLines } from '../../../src/report/setup-text.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

it('has a line for each file', () => {
  const changes = [
    { path: '/h/.bashrc', change: 'changed' as const },
    { path: '/x\x1b[2J', change: 'failed' as const, detail: 'denied' },
  ]
  expect(changeLines(changes, '/h', PLAIN_STYLE)).toEqual([
    ' changed    ~/.bashrc',
    ' failed     /x\\x1b[2J  (denied)',
  ])
})

it.each([
  ['the same', 'a\n', 'a\n', []],
  ['a new file', null, 'a\n', ['--- (no such file)', '+++ f', '@@ line 1 @@', '+a']],
  ['a file that goes', 'a\n', null, ['--- f', '+++ (no such file)', '@@ line 1 @@', '-a']],
  ['lines at the end', 'a\nb', 'a\nb\nc\n', ['--- f', '+++ f', '@@ line 3 @@', '+c']],
  ['lines between', 'a\nx\nb\n', 'a\nb\n', ['--- f', '+++ f', '@@ line 2 @@', '-x']],
])('diff: %s', (_what, before, after, lines) => {
  expect(diffLines({ path: 'f', before, after }, PLAIN_STYLE)).toEqual(lines)
})
