import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countsInFile, downloadsApi, loadCounts, periodOf } from '../../../src/survey/names/downloads.ts'
import { type Filters, targetsOf } from '../../../src/survey/names/filters.ts'
import type { RegistryAccess } from '../../../src/survey/names/names.ts'
import { searchNames } from '../../../src/survey/names/search-names.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../../helpers/survey-registry.ts'

let server: SurveyRegistry
let asked: string[] = []
let registry: RegistryAccess
beforeAll(async () => {
  server = await startSurveyRegistry({ seed: 1, count: 600, scripted: 0 })
  registry = {
    registryOf: () => server.url,
    json: async (url) => {
      asked.push(url.slice(server.url.length))
      const answer = await fetch(url)
      return answer.ok ? ((await answer.json()) as unknown) : null
    },
    file: () => Promise.reject(new Error('nobody asks')),
  }
})
afterAll(() => server[Symbol.asyncDispose]())

const NONE: Filters = { downloads: null, since: null, sample: null, limit: null }

async function* named(names: readonly string[]) {
  for (const name of names) yield { name, spec: name }
}

async function taken(filters: Partial<Filters>, names = server.packages.names()) {
  const targets = []
  for await (const one of targetsOf(named(names), { ...NONE, ...filters }, registry)) targets.push(one)
  return targets
}

describe('filters', () => {
  it('leave all in their order where there are none', async () => {
    const targets = await taken({})
    expect(targets.map(({ position }) => position)).toEqual([...targets.keys()])
    expect(targets.map(({ name }) => name)).toEqual(server.packages.names())
  })

  it('draw the same sample of the same list, and another with another seed', async () => {
    const sample = (seed: number) => taken({ sample: { size: 20, seed } })
    const [first, again, other] = [await sample(1), await sample(1), await sample(2)]
    expect(first).toHaveLength(20)
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    const backwards = await taken({ sample: { size: 20, seed: 1 } }, server.packages.names().toReversed())
    expect(backwards.map(({ name }) => name).sort()).toEqual(first.map(({ name }) => name).sort())
  })

  it('end at the limit, and read no further', async () => {
    let read = 0
    async function* endless() {
      for (;;) {
        read += 1
        yield { name: `p${read}`, spec: `p${read}` }
      }
    }
    const targets = []
    for await (const one of targetsOf(endless(), { ...NONE, limit: 5 }, registry)) targets.push(one)
    expect(targets).toHaveLength(5)
    expect(read).toBeLessThan(10)
  })

  it('keep what changed since, and what nobody can tell', async () => {
    const names = ['made-0', 'made-1', 'made-2', 'not-there']
    const since = '2026-02-01T00:00:00.000Z'
    expect((await taken({ since }, names)).map(({ name }) => name)).toEqual(['made-2', 'not-there'])
  })

  it('know downloads of the API: in bulk, and scoped ones alone', async () => {
    asked = []
    const from = downloadsApi(server.url, '2026-01-01:2026-06-30', registry, 0)
    const names = [...server.packages.names().slice(0, 300), 'not-there']
    const targets = await taken({ downloads: { from, least: 100 } }, names)
    expect(targets.map(({ name }) => name)).toEqual(server.packages.names().slice(10, 300))
    expect(targets[0]).toEqual({ position: 0, name: 'made-10', spec: 'made-10', downloads: 100 })
    const sizes = asked.map((path) => path.split(',').length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128)
    expect(asked.filter((path) => path.includes('@') && path.includes(','))).toEqual([])
  })

  it('try again where the API has enough for now', async () => {
    let refused = 0
    const patient: Pick<RegistryAccess, 'json'> = {
      json: (url) => {
        refused += 1
        return refused < 3 ? Promise.reject(new Error('429 Too Many Requests')) : registry.json(url)
      },
    }
    expect(await downloadsApi(server.url, 'x', patient, 1).of(['made-7'])).toEqual([70])
    const busy = { json: () => Promise.reject(new Error('429')) }
    await expect(downloadsApi(server.url, 'x', busy, 1).of(['a'])).rejects.toMatchObject({
      code: 'survey-source',
    })
  })
})

describe('counts in a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counts-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    ['a.csv', 'name,downloads\n"a",5\n@s/b,7\n'],
    ['a.tsv', 'a\t5\n@s/b\t7'],
    ['a.json', '{"a":5,"@s/b":7}'],
  ])('%s', async (name, text) => {
    await writeFile(join(folder, name), text)
    const counts = await loadCounts('file', name, countsInFile(join(folder, name)), 6)
    expect(await counts.of(['a', '@s/b', 'c'])).toEqual([null, 7, null])
  })

  it('that are none are an error', async () => {
    await writeFile(join(folder, 'b.csv'), 'name,downloads\na,5\nb\n')
    await expect(loadCounts('file', 'b', countsInFile(join(folder, 'b.csv')), 0)).rejects.toMatchObject({
      code: 'survey-source',
    })
  })
})

it('a period is whole days up to yesterday', () => {
  expect(periodOf(new Date('2026-07-01T12:00:00Z'), 6)).toBe('2025-12-31:2026-06-30')
})

it("finds what the registry's search finds, page by page", async () => {
  const names = []
  for await (const { name } of searchNames('made-', registry)) names.push(name)
  expect(names).toEqual(server.packages.names())
})
