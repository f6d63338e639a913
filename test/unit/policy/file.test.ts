import { describe, expect, it } from 'vitest'
import { parsePolicyFile, readPolicy } from '../../../src/policy/file.ts'
import { BAD_SHAPES, BAD_VALUES, GOOD_FILES } from './samples.ts'

describe('a policy file', () => {
  for (const [name, text, rules] of GOOD_FILES)
    it(name, () => expect(parsePolicyFile(text).rules).toEqual(rules))

  it('demands nothing unless it says so', () => {
    expect(parsePolicyFile('{"rules":[]}').strict).toEqual({ always: false, onlyFiles: false, findings: [] })
    expect(parsePolicyFile('{"strict":{"always":true,"findings":["script-failed"]}}').strict).toEqual({
      always: true,
      onlyFiles: false,
      findings: ['script-failed'],
    })
  })
})

const BAD = [
  ...BAD_SHAPES.filter(([name]) => name !== 'an effect').map(
    ([name, text, at]) => [name, text, 'policy-shape', at] as const,
  ),
  ...BAD_VALUES,
]

const escaped = (text: string) => text.replace(/[[\]{}.*]/g, '\\$&')

describe('a file that is no policy', () => {
  for (const [name, text, code, at] of BAD) {
    it(name, () => {
      const { document, problems } = readPolicy(text)
      expect(document).toBeNull()
      const [first] = problems
      expect(first).toMatchObject({ code, hint: expect.stringMatching(/\w/) })
      const { line = 0, column = 0 } = first ?? {}
      expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${escaped(at)}`))
      expect(() => parsePolicyFile(text)).toThrow(
        expect.objectContaining({
          name: 'PolicyError',
          code,
          message: expect.stringContaining(`${line}:${column}: `),
        }),
      )
    })
  }

  it('is told everything that is wrong in it', () => {
    const rule = (host: string) => `{"effect":"allow","package":"a","host":"${host}"}`
    const { problems } = readPolicy(`{"rules":[\n${rule('x y')},\n${rule('ok')},\n${rule('**')}\n]}`)
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'policy-host'],
      [4, 'policy-wildcard'],
    ])
  })
})
