import { expect, it } from 'vitest'
import {
  builtLine,
  type ImageLine,
  imageLines,
  type RemovalLine,
  removalLines,
} from '../../../src/report/image-text.ts'
import { width } from '../../../src/report/layout.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

const NOW = Date.UTC(2026, 0, 3)
const OPTIONS = { columns: 80, style: PLAIN_STYLE, now: NOW }
const image = (change: Partial<ImageLine>): ImageLine => ({
  id: 'sha256:0123456789abcdef',
  tags: ['safe-npm-box:node22-0123456789ab'],
  base: 'host',
  node: '22.1.0',
  bytes: 668_000_000,
  created: NOW / 1000 - 86_400,
  current: true,
  used: true,
  ...change,
})

it('lists the images, and says which one is used', () => {
  const images = [
    image({}),
    image({ tags: ['safe-npm-box:node20-0123456789ab'], node: '20.1.0', used: false }),
    image({ tags: [], current: false, used: false }),
  ]
  expect(imageLines(images, 'Docker 27', OPTIONS)).toEqual([
    ' ✔ safe-npm-box:node22-0123456789ab',
    '   base host, Node 22.1.0, 668 MB, yesterday',
    '   safe-npm watches in this one',
    ' · safe-npm-box:node20-0123456789ab',
    '   base host, Node 20.1.0, 668 MB, yesterday',
    '   not used by this Node',
    ' ▲ 0123456789ab',
    '   base host, Node 22.1.0, 668 MB, yesterday',
    '   outdated: dsca image rm removes it',
  ])
})

it('says what to type when there is none', () => {
  expect(imageLines([], 'Docker 27 at unix:///run/x.sock', OPTIONS)).toEqual([
    'no image of safe-npm at Docker 27 at unix:///run/x.sock',
    '  It is built when first needed, or now: dsca image build',
  ])
})

it('says what was built', () => {
  expect(builtLine(image({}), 21_640)).toBe('safe-npm-box:node22-0123456789ab  668 MB  21.6 s')
})

const removal = (change: Partial<RemovalLine>): RemovalLine => ({
  kind: 'image',
  name: 'safe-npm-box:old',
  bytes: 1_000_000,
  outcome: 'removed',
  detail: '',
  ...change,
})

it.each([
  ['nothing', [], false, ['nothing outdated to remove (all of it: --all)']],
  ['nothing at all', [], true, ['nothing to remove']],
  [
    'what went',
    [removal({}), removal({ kind: 'kit', name: 'safe-npm-kit-1', bytes: null })],
    false,
    [' ✔ removed image safe-npm-box:old  1.0 MB', ' ✔ removed volume safe-npm-kit-1'],
  ],
  [
    'what stayed, and why',
    [
      removal({ outcome: 'in-use', detail: 'a container uses it' }),
      removal({ outcome: 'failed', detail: 'x\n' }),
    ],
    true,
    [
      ' ▲ in use: image safe-npm-box:old',
      '   a container uses it',
      ' ✖ not removed: image safe-npm-box:old',
      '   x\\x0a',
      '2 of 2 stayed. Again later: dsca image rm --all',
    ],
  ],
] as const)('removing: %s', (_what, removals, all, lines) => {
  expect(removalLines(removals, all, OPTIONS)).toEqual(lines)
})

it.each([60, 80])('fits into %d columns', (columns) => {
  const base = `registry.example/team/node@sha256:${'0'.repeat(64)}`
  const lines = [
    ...imageLines([image({ base })], 'Docker', { ...OPTIONS, columns }),
    ...removalLines([removal({ outcome: 'in-use', detail: 'one word after another '.repeat(12) })], false, {
      ...OPTIONS,
      columns,
    }),
  ]
  expect(lines.filter((line) => width(line) > columns)).toEqual([])
})
