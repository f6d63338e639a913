import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyLines, pathKey } from '../../../src/tree/json-lines.ts'
import { sourceLines } from '../../../src/tree/source-lines.ts'

const MANIFEST = {
  file: 'package.json',
  text: `{
  "name": "app",
  "dependencies": {
    "colour-kit": "^2.0.0",
    "other": "npm:renamed@1"
  },
  "devDependencies": { "@scope/tool": "1",
    "colour-kit": "1" }
}
`,
}

const LOCKFILE = {
  file: 'app/package-lock.json',
  text: `{
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "app", "dependencies": { "colour-kit": "^2.0.0" } },
    "node_modules/colour-kit/node_modules/left-padd": { "version": "1.3.1" },
    "node_modules/colour-kit": {
      "version": "2.0.4",
      "dependencies": { "left-padd": "1" }
    },
    "node_modules/left-padd": {
      "version": "1.3.1"
    },
    "node_modules/@scope/tool": { "version": "1.0.0" },
    "node_modules/other": { "name": "renamed", "version": "1.0.0" },
    "packages/own": { "version": "1.0.0" }
  }
}
`,
}

describe('sourceLines', () => {
  it('finds entries of the lockfile, the highest of several, and names of package.json', () => {
    const { fallback, entries, dependencies } = sourceLines(MANIFEST, LOCKFILE)
    const lines = (map: ReadonlyMap<string, { line: number }>) =>
      Object.fromEntries([...map].map(([key, { line }]) => [key, line]))
    expect(lines(entries)).toEqual({
      'colour-kit@2.0.4': 6,
      'left-padd@1.3.1': 10,
      '@scope/tool@1.0.0': 13,
      'renamed@1.0.0': 14,
    })
    expect(entries.get('renamed@1.0.0')?.file).toBe('app/package-lock.json')
    expect(lines(dependencies)).toEqual({ 'colour-kit': 4, other: 5, '@scope/tool': 7 })
    expect(fallback).toEqual({ file: 'app/package-lock.json', line: 1 })
  })

  it.each(['', '{', 'null', '[]', '{"packages": []}', '{"packages": {"node_modules/a": null}}', '{"a":"\\'])(
    'has nothing to say of %j',
    (text) => {
      const found = sourceLines({ file: 'package.json', text }, { file: 'package-lock.json', text })
      expect([...found.entries, ...found.dependencies]).toEqual([])
    },
  )

  it('needs no lockfile', () => {
    expect(sourceLines(MANIFEST, null)).toMatchObject({
      fallback: { file: 'package.json' },
      entries: new Map(),
    })
  })
})

describe('keyLines', () => {
  it('is not led astray by what is within strings and lists', () => {
    const text = '{\n"a\\"{": "}\\n:",\n"l": [{"x": 1},\n["y"]],\n"b": {"\\u0063": {\n"d": 1}}}'
    expect([...keyLines(text, 2)]).toEqual([
      [pathKey('a"{'), 2],
      [pathKey('l'), 3],
      [pathKey('b'), 5],
      [pathKey('b', 'c'), 5],
    ])
  })

  it('finds every key of any JSON on the line where it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        const text = JSON.stringify(value, null, 1)
        const lines = keyLines(text, 2)
        const rows = text.split('\n')
        for (const key of Object.keys(value)) {
          expect(rows[(lines.get(pathKey(key)) ?? 0) - 1]).toContain(`${JSON.stringify(key)}:`)
          for (const inner of Object.keys(value[key] ?? {}))
            expect(rows[(lines.get(pathKey(key, inner)) ?? 0) - 1]).toContain(`${JSON.stringify(inner)}:`)
        }
      }),
    )
  })

  it('is quick with a long string and with brackets alone', () => {
    expect(keyLines(`{"a": "${'\\"x'.repeat(1_000_000)}"}`, 2).size).toBe(1)
    expect(keyLines('['.repeat(1_000_000), 2).size).toBe(0)
  })
})
