import { describe, expect, it } from 'vitest'
import type { PolicySource } from '../../../src/model/index.ts'
import { explainPolicy } from '../../../src/policy/explain.ts'
import { parsePolicyFile } from '../../../src/policy/file.ts'
import type { PolicySubject } from '../../../src/policy/match.ts'
import { inRange } from '../../../src/policy/versions.ts'

function source(kind: PolicySource['kind'], trust: PolicySource['trust'], text: string): PolicySource {
  return { kind, trust, place: `/${kind}.json`, document: parsePolicyFile(text) }
}

const rule = (effect: string, host: string, more = '') =>
  `{"effect":"${effect}","package":"a","host":"${host}"${more}}`
const file = (...rules: string[]) => `{"rules":[\n${rules.join(',\n')}\n]}`
const project = (trust: PolicySource['trust'], ...rules: string[]) => source('project', trust, file(...rules))
const user = (...rules: string[]) => source('user', 'trusted', file(...rules))

interface Case {
  readonly name: string
  readonly sources: readonly PolicySource[]
  readonly subject?: Partial<PolicySubject>
  readonly effect: string | null
  /** `kind:line state`. */
  readonly rules: readonly string[]
  readonly ifTrusted?: true
}

const CASES: readonly Case[] = [
  { name: 'no rule', sources: [user()], effect: 'none', rules: [] },
  {
    name: 'an allow, with file and line',
    sources: [user(rule('deny', 'y.example'), rule('allow', 'x.example'))],
    effect: 'allow',
    rules: ['user:3 decides'],
  },
  {
    name: 'a deny, whichever file it is in',
    sources: [user(rule('allow', 'x.example')), project('untrusted', rule('deny', '*'))],
    effect: 'deny',
    rules: ['user:2 outvoted', 'project:2 decides'],
  },
  {
    name: 'an untrusted allow',
    sources: [project('untrusted', rule('allow', 'x.example'))],
    effect: 'none',
    rules: ['project:2 untrusted'],
    ifTrusted: true,
  },
  {
    name: 'an untrusted allow under a deny: trust would change nothing',
    sources: [project('untrusted', rule('allow', 'x.example'), rule('deny', 'x.example'))],
    effect: 'deny',
    rules: ['project:2 untrusted', 'project:3 decides'],
  },
  {
    name: 'an expired one',
    sources: [user(rule('allow', 'x.example', ',"expires":"2026-06-30"'))],
    effect: 'none',
    rules: ['user:2 expired'],
  },
  {
    name: 'an allow of some versions, and no version asked about',
    sources: [user(rule('allow', 'x.example', ',"versions":"^1"'))],
    effect: 'none',
    rules: ['user:2 depends'],
  },
  {
    name: 'an allow of this version',
    sources: [user(rule('allow', 'x.example', ',"versions":"^1"'))],
    subject: { version: '1.2.0' },
    effect: 'allow',
    rules: ['user:2 decides'],
  },
  {
    name: 'an allow of another version',
    sources: [user(rule('allow', 'x.example', ',"versions":"^1"'))],
    subject: { version: '2.0.0' },
    effect: 'none',
    rules: [],
  },
  {
    name: 'a package alone: everything that speaks of it',
    sources: [user(rule('allow', 'x.example'), rule('deny', 'y.example', ',"phases":["import"]'))],
    subject: { host: undefined },
    effect: null,
    rules: ['user:2 counts', 'user:3 depends'],
  },
]

describe('explainPolicy', () => {
  for (const { name, sources, subject, effect, rules, ifTrusted = false } of CASES) {
    it(name, () => {
      const now = Date.parse('2026-07-01')
      const said = explainPolicy(
        { sources, strict: false, now, inRange },
        { package: 'a', host: 'x.example', ...subject },
      )
      expect(said.effect).toBe(effect)
      expect(said.rules.map((one) => `${one.source.kind}:${one.rule.line} ${one.state}`)).toEqual(rules)
      expect(said.ifTrusted).toBe(ifTrusted)
    })
  }
})
