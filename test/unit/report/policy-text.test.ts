import { describe, expect, it } from 'vitest'
import type { PolicySource } from '../../../src/model/index.ts'
import { NO_DEMANDS } from '../../../src/policy/compose.ts'
import { explainPolicy } from '../../../src/policy/explain.ts'
import { parsePolicyRule } from '../../../src/policy/rule.ts'
import { checkLines } from '../../../src/report/policy-check.ts'
import { unheardLines } from '../../../src/report/policy-note.ts'
import { explainLines, ruleText, trustLines } from '../../../src/report/policy-text.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

const rule = (change: object = {}) =>
  parsePolicyRule({ effect: 'allow', package: 'a', host: 'x.example', line: 3, ...change })

const RULES: readonly (readonly [change: object, text: string])[] = [
  [{}, 'a may contact x.example'],
  [{ effect: 'deny' }, 'a may not contact x.example'],
  [{ package: '*', host: '*' }, 'every package may contact any host'],
  [{ package: '*', effect: 'deny' }, 'no package may contact x.example'],
  [
    {
      versions: '^1',
      phases: ['install', 'import'],
      scripts: ['postinstall'],
      expires: '2027-01-31',
      reason: 'r',
      who: 'w',
    },
    'a ^1 may contact x.example, in install and import, by postinstall, until 2027-01-31: r (w)',
  ],
  [{ reason: 'a\u001b[2J\nb' }, 'a may contact x.example: a\\x1b[2J\\x0ab'],
]

describe('ruleText', () => {
  for (const [change, text] of RULES) it(text, () => expect(ruleText(rule(change))).toBe(text))
})

const source = (
  kind: PolicySource['kind'],
  trust: PolicySource['trust'],
  ...rules: object[]
): PolicySource => ({
  kind,
  trust,
  place: `/${kind}`,
  document: {
    rules: rules.map((one) => {
      const { line, ...parsed } = rule(one)
      return kind === 'history' || line === undefined ? parsed : { ...parsed, line }
    }),
    strict: NO_DEMANDS,
  },
})

const NEEDED: readonly (readonly [name: string, sources: readonly PolicySource[], line: string])[] = [
  ['no rule', [], 'To allow it: dsca allow a x.example'],
  ['no trust', [source('project', 'untrusted', {})], 'To make it count: dsca policy trust'],
  [
    'no trust, and a condition',
    [source('project', 'untrusted', { phases: ['install'] })],
    'To make it count: dsca policy trust',
  ],
  ['others may write it', [source('user', 'writable-by-others', {})], 'chmod go-w'],
  [
    'a deny of a file',
    [source('project', 'untrusted', { effect: 'deny' })],
    'To allow it: change /project:3',
  ],
  [
    'a deny of the history',
    [source('history', 'trusted', { effect: 'deny', package: '*' })],
    "To take it back: dsca allow '*' x.example",
  ],
  ['a condition', [source('user', 'trusted', { versions: '^1' })], 'ask with @VERSION'],
]

describe('explainLines says what would be needed', () => {
  for (const [name, sources, line] of NEEDED) {
    it(name, () => {
      const subject = { package: 'a', host: 'x.example' }
      const explanation = explainPolicy({ sources, strict: false, now: 0 }, subject)
      expect(explainLines(subject, explanation, { style: PLAIN_STYLE }).at(-1)).toContain(line)
    })
  }
})

describe('trustLines', () => {
  it('shows every allow before it is trusted', () => {
    const lines = trustLines('/p', [rule(), rule({ package: '*' })])
    expect(lines.slice(1, 3)).toEqual(['  a may contact x.example', '  every package may contact x.example'])
    expect(trustLines('/p', []).join(' ')).toContain('allows nothing')
  })
})

describe('unheardLines', () => {
  it('is one line for each file that is not trusted, with what to type', () => {
    const lines = unheardLines([
      { place: '/p/a.json', trust: 'untrusted' },
      { place: '/p/$(reboot)', trust: 'untrusted' },
      { place: '/c', trust: 'writable-by-others' },
      { place: '/t', trust: 'trusted' },
    ])
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/dsca policy trust \/p\/a\.json$/)
    expect(lines[1]).toMatch(/dsca policy trust$/)
    expect(lines[2]).toContain('chmod go-w /c')
  })
})

describe('checkLines', () => {
  it('leads to file, line and column, and escapes what comes from the file', () => {
    const problem = {
      code: 'policy-shape' as const,
      message: "no key '\u001b'",
      hint: 'h',
      line: 2,
      column: 5,
    }
    const wrong = { file: '/p', trust: null, rules: 0, problems: [problem], warnings: [] }
    expect(checkLines(wrong, PLAIN_STYLE)).toEqual(["✖ /p:2:5: no key '\\x1b'", '    h'])
    const fine = {
      ...wrong,
      trust: 'untrusted' as const,
      rules: 2,
      problems: [],
      warnings: [{ code: 'shadowed' as const, line: 7, by: 3 }],
    }
    const [first, second] = checkLines(fine, PLAIN_STYLE)
    expect(first).toContain('/p: 2 rules, not trusted')
    expect(second).toMatch(/^▲ \/p:7: .*line 3/)
  })
})
