import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SurveyResult } from '../../src/model/survey.ts'
import { dscaJson } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { foundIn } from '../helpers/judged.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { createWorld } from '../helpers/world.ts'

const lookUp = (host: string) => `require('dns').lookup('${host}', () => {})\n`
const scripts = { postinstall: 'node -e 0' }
const PACKAGES = [
  makePackage({ name: 'acts', version: '1.0.0' }, { 'index.js': lookUp('on-load.example') }),
  // Beside inner@2, it lies below the one that needs it.
  makePackage({ name: 'outer', version: '1.0.0', dependencies: { inner: '2.0.0', middle: '1.0.0' } }),
  makePackage({ name: 'middle', version: '1.0.0', dependencies: { inner: '1.0.0' } }),
  makePackage(
    { name: 'inner', version: '1.0.0', scripts, exports: { import: './entry.mjs', require: './entry.cjs' } },
    {
      'entry.cjs': lookUp('required.example'),
      'entry.mjs': "import { lookup } from 'node:dns'\nlookup('imported.example', () => {})\n",
    },
  ),
  makePackage({ name: 'inner', version: '2.0.0', scripts }),
  ...['one', 'two', 'three'].map((name) => makePackage({ name, version: '1.0.0' })),
]
const ONE = ['--workers', '1']
const NAMES = ['acts', 'outer', 'one', 'two', 'three']
const INNER = ['foreign-lookup imported.example', 'foreign-lookup required.example']

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(...PACKAGES)
})
afterAll(() => registry?.[Symbol.asyncDispose]())

/** What a survey with a history of its own comes to, by name. */
async function surveyed(imports: string, names = NAMES): Promise<Record<string, SurveyResult>> {
  await using world = await createWorld({ registry })
  await world.write('names.txt', names.join('\n'))
  const { code, stderr } = await dscaJson(world, [
    'survey',
    'start',
    'names.txt',
    '--imports',
    imports,
    ...ONE,
  ])
  expect(code, stderr).toBe(0)
  return Object.fromEntries((await resultsOf(world)).map((one) => [one.name, one]))
}

const found = (results: Record<string, SurveyResult>) =>
  Object.fromEntries(Object.entries(results).map(([name, one]) => [name, [...foundIn(one)].sort()]))
const NOTHING = { acts: [], outer: [], one: [], two: [], three: [] }

describe('what a survey loads', () => {
  it('is each package with scripts, wherever in a tree it lies and whoever is looked at first', async () => {
    const results = await surveyed('scripted')
    expect(found(results)).toEqual({ ...NOTHING, outer: INNER })
    expect(results.one).toMatchObject({ basis: 'inert', imported: false })
    const backwards = await surveyed('scripted', ['inner@1.0.0', 'middle', ...NAMES])
    expect(found(backwards)).toEqual({ ...NOTHING, outer: INNER, middle: INNER, inner: INNER })
    const imported = Object.values(backwards).filter((one) => one.imported)
    expect(imported.map(({ name }) => name)).toEqual(['inner'])
  })

  it('is everything with "all": many in one sandbox, and alone where anything happens', async () => {
    const results = await surveyed('all')
    expect(found(results)).toEqual({
      ...NOTHING,
      outer: INNER,
      acts: ['foreign-lookup on-load.example'],
    })
    expect(Object.values(results).map(({ basis, imported }) => [basis, imported])).toEqual(
      NAMES.map(() => ['watched', true]),
    )
    const scans = NAMES.map((name) => results[name]?.scanIds.join(' '))
    // Two of the three that do nothing had company in the end; whoever acts is in a scan of its own.
    expect(new Set(scans.slice(2)).size).toBeLessThan(3)
    expect(scans.slice(2)).not.toContain(scans[0])
    expect(scans.slice(2)).not.toContain(scans[1])
  })

  it('is nothing with "none"', async () => {
    expect(found(await surveyed('none'))).toEqual(NOTHING)
  })
})
