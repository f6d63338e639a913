import { expect, it } from 'vitest'
import type { ArboristNode } from '../../../src/npm/npm-door.ts'
import { rebuilt } from '../../../src/npm/rebuilt.ts'

const node = (location: string, target = location) =>
  ({ location, target: { location: target } }) as unknown as ArboristNode
const A = node('node_modules/a')

it.each([
  ['itself', [A], A, true],
  ['the same place of another reading', [node('node_modules/a')], A, true],
  ['another', [A], node('node_modules/b'), false],
  ['a name that only begins alike', [A], node('node_modules/ab'), false],
  ['what came inside it', [A], node('node_modules/a/node_modules/c'), true],
  ['the link to a folder', [node('lib/a')], node('node_modules/a', 'lib/a'), true],
  ['what a link leads to', [node('node_modules/a', 'lib/a')], node('lib/a'), true],
  ['nothing of nothing', [], A, false],
])('%s', (_, given, one, is) => {
  expect(rebuilt(given)(one)).toBe(is)
})

it('is everything when nothing was named', () => {
  expect(rebuilt(undefined)(A)).toBe(true)
})
