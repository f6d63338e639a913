import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createProgress, type ProgressMode, progressMode } from '../../../src/cli/progress.ts'

it.each([
  [{ npmIsSilent: true, isTTY: true }, 'silent'],
  [{ npmIsSilent: true, isTTY: false }, 'silent'],
  [{ npmIsSilent: false, isTTY: true }, 'spinner'],
  [{ npmIsSilent: false, isTTY: false }, 'lines'],
] as const)('%j → %s', (options, mode) => {
  expect(progressMode(options, {})).toBe(mode)
})

it.each([
  ['true', 'lines'],
  ['1', 'lines'],
  ['false', 'spinner'],
  ['', 'spinner'],
])('a CI with a terminal (CI=%s) gets %s', (CI, mode) => {
  expect(progressMode({ npmIsSilent: false, isTTY: true }, { CI })).toBe(mode)
})

function written(mode: ProgressMode, last?: string, long = false): string {
  const stream = new PassThrough()
  const progress = createProgress(mode, { stderr: stream as unknown as NodeJS.WriteStream })
  progress.phase('watching 2 packages\x1b[2J')
  progress.phase('fetching 1/2')
  if (long) for (const step of ['1', '2']) progress.phase(`building: step ${step}`, 'building\x1b[2J')
  progress.stop(last)
  return String(stream.read() ?? '')
}

it('without a terminal: one line at the start, one at the end', () => {
  expect(written('lines', 'the end')).toBe('safe-npm: watching 2 packages\\x1b[2J\nthe end\n')
})

it('without a terminal: what takes long has a line of its own, once', () => {
  expect(written('lines', undefined, true)).toBe(
    'safe-npm: watching 2 packages\\x1b[2J\nsafe-npm: building\\x1b[2J\n',
  )
})

it('silent says only what must stay', () => {
  expect(written('silent')).toBe('')
  expect(written('silent', undefined, true)).toBe('')
  expect(written('silent', 'the end')).toBe('the end\n')
})

it('a spinner that was stopped at once leaves nothing behind', () => {
  expect(written('spinner', 'the end')).toBe('the end\n')
})

it('a terminal that has no columns (a pty whose size nobody has set) gets lines: to draw anew it would be cleared for ever', async () => {
  const stream = Object.assign(new PassThrough(), { columns: 0, isTTY: true })
  const progress = createProgress('spinner', { stderr: stream as unknown as NodeJS.WriteStream })
  progress.phase('watching')
  // Time for a spinner to come up.
  await new Promise((resolve) => setTimeout(resolve, 300))
  progress.stop('the end')
  expect(String(stream.read())).toBe('safe-npm: watching\nthe end\n')
})
