import { expect, it } from 'vitest'
import type { FileEvent } from '../../../src/model/index.ts'
import { withoutUnchanged } from '../../../src/pipeline/unchanged.ts'
import { packageOf } from '../analysis/evidence.ts'

const packages = [packageOf('a'), packageOf('b', { location: 'node_modules/a/node_modules/b' })]
const event = (path: string, sha256?: string): FileEvent => ({
  ...{ time: 1, run: null, root: 'project', path, decoy: false, change: 'written' },
  ...(sha256 === undefined ? {} : { sha256 }),
})
const originals: Record<string, ReadonlyMap<string, string>> = {
  a: new Map([['bin/a', 'aa']]),
  b: new Map([['bin/b', 'bb']]),
}
const tools = {
  hashOriginals: ({ name }: { name: string }, paths: ReadonlySet<string>) =>
    paths.has('broken') ? Promise.reject(new Error('no')) : Promise.resolve(originals[name] ?? new Map()),
}
const kept = async (...events: FileEvent[]) =>
  (await withoutUnchanged(events, packages, tools)).map(({ path }) => path)

it('leaves out what is still as it came', async () => {
  expect(
    await kept(event('node_modules/a/bin/a', 'aa'), event('node_modules/a/node_modules/b/bin/b', 'bb')),
  ).toEqual([])
})

it.each([
  ['other content', event('node_modules/a/bin/a', 'bb')],
  ['what was not compared', event('node_modules/a/bin/a')],
  ['a file that did not come with it', event('node_modules/a/new.js', 'aa')],
  ['what cannot be compared', event('node_modules/a/broken', 'aa')],
  ['a file of no package', event('node_modules/.bin/a', 'aa')],
])('keeps %s', async (_what, one) => {
  expect(await kept(one)).toEqual([one.path])
})
