import { expect, it } from 'vitest'
import { watchUi } from '../../../src/cli/watch/watch-progress.ts'
import type { WatchProgress } from '../../../src/sandbox/sandbox.ts'

const said = (change: Partial<WatchProgress>) => {
  const calls: unknown[][] = []
  const ui = watchUi({ phase: (...words) => calls.push(words), stop: () => {} })
  ui.onProgress({ phase: 'start', done: 0, total: 0, current: null, ...change })
  return calls
}

it('says that the image is built, and that it takes a while', () => {
  expect(said({ current: 'Step 2/4 : RUN x' })).toEqual([
    [
      'building the sandbox image (once): step 2 of 4',
      'building the sandbox image; this takes a while, once',
    ],
  ])
})

it.each([
  [{}, 'starting the sandbox'],
  [{ phase: 'fetch', total: 2 }, 'unpacking 2 packages in the sandbox'],
  [
    { phase: 'install', done: 0, total: 3, current: 'a@1.0.0 install' },
    'running script 1 of 3: a@1.0.0 install',
  ],
  [{ phase: 'import', current: 'a import' }, 'loading a'],
] as const)('%j: %s', (change, words) => {
  expect(said(change)).toEqual([[words, undefined]])
})
