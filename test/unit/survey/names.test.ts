import { describe, expect, it } from 'vitest'
import { jsonNumbers, jsonStrings } from '../../../src/survey/names/json-tokens.ts'
import { lockfileSpecs } from '../../../src/survey/names/lockfile-names.ts'
import { parseSpec } from '../../../src/survey/names/names.ts'
import { readNames } from '../../../src/survey/names/text-names.ts'

/** In pieces of this many bytes: names are cut wherever it comes. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const one of items) list.push(one)
  return list
}

const SIZES = [1, 2, 3, 7, 1_000]

describe.each(SIZES)('in pieces of %i bytes', (size) => {
  const strings = (text: string) => all(jsonStrings(pieces(text, size), 'list'))
  const numbers = (text: string) => all(jsonNumbers(pieces(text, size), 'counts'))
  const specs = async (text: string) =>
    (await all(readNames(pieces(text, size), 'list'))).map(({ spec }) => spec)

  it('reads the strings of an array', async () => {
    expect(await strings('["a", "@b/c" ,\n"ü\\"\\u0041"]')).toEqual(['a', '@b/c', 'ü"A'])
    expect(await strings(' [ ] ')).toEqual([])
  })

  it.each([
    ...['', '[', '["a"', '["a",', '["a" "b"]', '["a",]', '[1]', '{"a":1}', '["a"] x', '["a"]["b"]'],
    ...['["a', 'x', '[null]', '["'.padEnd(5_000, 'a')],
  ])('refuses %s as a list', async (text) => {
    await expect(strings(text)).rejects.toMatchObject({ code: 'survey-source' })
  })

  it('reads the numbers of an object', async () => {
    expect(await numbers('{"a":1, "b" : null,\n"@c/d":1234567890}')).toEqual([
      ['a', 1],
      ['b', null],
      ['@c/d', 1234567890],
    ])
  })

  it.each(['', '{', '{"a"}', '{"a":', '{"a":1', '{"a":1,}', '{"a":"1"}', '["a"]', '{"a":1}2'])(
    'refuses %s as counts',
    async (text) => {
      await expect(numbers(text)).rejects.toMatchObject({ code: 'survey-source' })
    },
  )

  it('reads names by lines, with comments, each once', async () => {
    const text = '# list\r\na\n\n  @b/c@^1 # why\ngithub:x/y#v1\na\nü'
    expect(await specs(text)).toEqual(['a', '@b/c@^1', 'github:x/y#v1', 'ü'])
  })

  it.each(['["a","b","a"]', '\uFEFF["a","b"]', '\n a\nb', '\uFEFFa\nb'])(
    'reads names in %j',
    async (text) => {
      expect(await specs(text)).toEqual(['a', 'b'])
    },
  )

  it('refuses a JSON list that was cut off', async () => {
    await expect(specs('["a","b"')).rejects.toMatchObject({ code: 'survey-source' })
  })
})

it.each([
  ['a', 'a'],
  ['a@1.0.0', 'a'],
  ['@s/a', '@s/a'],
  ['@s/a@^2', '@s/a'],
  ['a@npm:b@1', 'a'],
])('%s is a package called %s', (spec, name) => {
  expect(parseSpec(spec)).toEqual({ name, spec })
})

describe('a lockfile', () => {
  const specsOf = (lock: object) => lockfileSpecs(JSON.stringify(lock), 'lock').map(({ spec }) => spec)

  it('of npm 7 and newer', () => {
    const packages = {
      '': { name: 'project', version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/@s/b': { version: '2.0.0' },
      'node_modules/alias': { name: 'real', version: '3.0.0' },
      'node_modules/linked': { resolved: 'packages/linked', link: true },
      'packages/linked': { version: '1.0.0' },
      'node_modules/git': { version: '4.0.0', resolved: 'git+ssh://git@git.example/x/y.git#abc' },
      'node_modules/c/node_modules/a': { version: '1.0.0' },
    }
    expect(specsOf({ lockfileVersion: 3, packages })).toEqual([
      'a@1.0.0',
      '@s/b@2.0.0',
      'real@3.0.0',
      'git@git+ssh://git@git.example/x/y.git#abc',
    ])
  })

  it('of npm 6', () => {
    const dependencies = { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } } }
    expect(specsOf({ lockfileVersion: 1, dependencies })).toEqual(['a@1.0.0', 'b@2.0.0'])
  })

  it.each(['', '{}', 'x', '[]'])('is not %j', (text) => {
    expect(() => lockfileSpecs(text, 'lock')).toThrow('no lockfile')
  })
})
