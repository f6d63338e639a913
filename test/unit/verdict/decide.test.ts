import { describe, expect, it } from 'vitest'
import type { Finding, VerdictKind } from '../../../src/model/index.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import { decide } from '../../../src/verdict/decide.ts'
import { packageVerdict, verdictKind } from '../../../src/verdict/kind.ts'

function findingOf(change: Partial<Finding> = {}): Finding {
  return {
    code: 'foreign-contact',
    severity: 'suspicious',
    phase: 'install',
    package: 'a',
    version: '1.0.0',
    script: 'postinstall',
    path: [],
    host: 'files.example',
    protocol: 'https',
    detail: '',
    time: 1,
    count: 1,
    ...change,
  }
}

const allow = { effect: 'allow', package: 'a', host: 'files.example', reason: null }
const deny = { ...allow, effect: 'deny' }
const allowAll = { ...allow, package: '*', host: '*' }
const { host: _, ...nowhere } = findingOf()

interface Case {
  readonly name: string
  readonly finding: Finding
  readonly rules: readonly (typeof allow)[]
  readonly kind: VerdictKind
  readonly allowed?: true
}

const CASES: readonly Case[] = [
  { name: 'a contact', finding: findingOf(), rules: [], kind: 'suspicious' },
  { name: 'a contact that is allowed', finding: findingOf(), rules: [allow], kind: 'clean', allowed: true },
  {
    name: 'a lookup that is allowed',
    finding: findingOf({ code: 'foreign-lookup' }),
    rules: [allow],
    kind: 'clean',
    allowed: true,
  },
  {
    name: 'a source that is allowed',
    finding: findingOf({ code: 'foreign-source' }),
    rules: [allow],
    kind: 'clean',
    allowed: true,
  },
  {
    name: 'an odd read that is allowed',
    finding: findingOf({ code: 'registry-read' }),
    rules: [allow],
    kind: 'clean',
    allowed: true,
  },
  {
    name: "another package's rule",
    finding: findingOf({ package: 'b' }),
    rules: [allow],
    kind: 'suspicious',
  },
  {
    name: 'another host',
    finding: findingOf({ host: 'x.files.example' }),
    rules: [allow],
    kind: 'suspicious',
  },
  { name: 'allowed and denied', finding: findingOf(), rules: [allow, deny], kind: 'suspicious' },
  {
    name: 'an information that is denied',
    finding: findingOf({ severity: 'info' }),
    rules: [deny],
    kind: 'suspicious',
  },
  { name: 'an information', finding: findingOf({ severity: 'info' }), rules: [], kind: 'clean' },
  {
    name: 'an information needs no allowing',
    finding: findingOf({ severity: 'info' }),
    rules: [allow],
    kind: 'clean',
  },
  {
    name: 'what an earlier policy allowed',
    finding: findingOf({ allowed: true }),
    rules: [],
    kind: 'suspicious',
  },
  {
    name: 'traffic of nobody, allowed to a package',
    finding: findingOf({ code: 'unattributed-traffic', package: null }),
    rules: [allow],
    kind: 'suspicious',
  },
  {
    name: 'traffic of nobody, allowed to all',
    finding: findingOf({ code: 'unattributed-traffic', package: null }),
    rules: [allowAll],
    kind: 'clean',
    allowed: true,
  },
  {
    name: 'a bare address, all allowed',
    finding: { ...nowhere, address: '192.0.2.7' },
    rules: [allowAll],
    kind: 'clean',
    allowed: true,
  },

  {
    name: 'a canary is never allowed',
    finding: findingOf({ code: 'canary-sent', severity: 'malicious' }),
    rules: [allow, allowAll],
    kind: 'malicious',
  },
  {
    name: 'not even as a suspicion',
    finding: findingOf({ code: 'canary-sent' }),
    rules: [allow, allowAll],
    kind: 'suspicious',
  },
  {
    name: 'a write is never allowed',
    finding: findingOf({ code: 'registry-write', severity: 'malicious' }),
    rules: [allow, allowAll],
    kind: 'malicious',
  },
  {
    name: 'a malicious contact is never allowed',
    finding: findingOf({ severity: 'malicious' }),
    rules: [allow, allowAll],
    kind: 'malicious',
  },
  {
    name: 'what is inconclusive is no question of a host',
    finding: findingOf({ severity: 'inconclusive' }),
    rules: [allow, allowAll],
    kind: 'inconclusive',
  },
  {
    name: 'malformed packets are no question of a host',
    finding: findingOf({ code: 'malformed-traffic', severity: 'inconclusive' }),
    rules: [allow, allowAll],
    kind: 'inconclusive',
  },
  {
    name: 'a lying manifest is no question of a host',
    finding: { ...nowhere, code: 'manifest-mismatch' },
    rules: [allowAll],
    kind: 'suspicious',
  },
  {
    name: 'a survivor is no question of a host',
    finding: { ...nowhere, code: 'process-survived' },
    rules: [allowAll],
    kind: 'suspicious',
  },
]

describe('decide', () => {
  for (const { name, finding, rules, kind, allowed } of CASES) {
    it(name, () => {
      const verdict = decide([finding], createPolicy(rules))
      expect([verdict.kind, verdict.findings[0]?.allowed]).toEqual([kind, allowed])
    })
  }

  const FORBIDDEN: readonly (readonly [severity: Finding['severity'], after: Finding['severity']])[] = [
    ['info', 'suspicious'],
    ['suspicious', 'suspicious'],
    ['malicious', 'malicious'],
    ['inconclusive', 'inconclusive'],
  ]
  for (const [severity, after] of FORBIDDEN) {
    it(`what may not be at all is ${after} when it was ${severity}, and no rule excuses it`, () => {
      const { rules } = createPolicy([allowAll])
      const { findings } = decide([findingOf({ severity })], { rules, forbidden: ['foreign-contact'] })
      expect(findings).toEqual([findingOf({ severity: after })])
    })
  }

  it('keeps every finding, and changes none that it was given', () => {
    const findings = [findingOf(), Object.freeze(findingOf({ host: 'x.example', allowed: true }))]
    const before = structuredClone(findings)
    const first = decide(findings, createPolicy([allow]))
    expect(first.findings.map((one) => one.host)).toEqual(['files.example', 'x.example'])
    expect(findings).toEqual(before)
    expect(decide(findings, createPolicy([allow]))).toEqual(first)
  })
})

const of = (...severities: readonly Finding['severity'][]) =>
  severities.map((severity) => findingOf({ severity }))
const KINDS: readonly (readonly [findings: readonly Finding[], kind: VerdictKind])[] = [
  [[], 'clean'],
  [of('info'), 'clean'],
  [of('inconclusive', 'info'), 'inconclusive'],
  [of('inconclusive', 'suspicious'), 'suspicious'],
  [of('suspicious', 'malicious', 'inconclusive'), 'malicious'],
  [[findingOf({ allowed: true })], 'clean'],
  [[findingOf({ allowed: true }), ...of('inconclusive')], 'inconclusive'],
]

describe('verdictKind', () => {
  for (const [findings, kind] of KINDS) {
    it(`${findings.map((one) => one.severity).join(' + ') || 'nothing'} is ${kind}`, () => {
      expect(verdictKind(findings)).toBe(kind)
    })
  }
})

describe('packageVerdict', () => {
  const findings = [findingOf({ package: 'b' }), findingOf({ version: '2.0.0', severity: 'malicious' })]
  const lost = findingOf({ code: 'watch-incomplete', severity: 'inconclusive', package: null })
  const CASES: readonly (readonly [name: string, version: string, watched: boolean, kind: VerdictKind])[] = [
    ['a', '1.0.0', true, 'inconclusive'],
    ['a', '1.0.0', false, 'clean'],
    ['a', '2.0.0', true, 'malicious'],
    ['b', '1.0.0', false, 'suspicious'],
  ]
  for (const [name, version, watched, kind] of CASES) {
    it(`${name}@${version} ${watched ? 'watched' : 'not watched'} is ${kind}`, () => {
      expect(packageVerdict([...findings, lost], { name, version }, watched)).toBe(kind)
    })
  }
})
