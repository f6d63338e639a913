import { describe, expect, it } from 'vitest'
import type { PolicyRule } from '../../../src/model/index.ts'
import { matchPolicy, type PolicySubject } from '../../../src/policy/match.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import { inRange } from '../../../src/policy/versions.ts'

/** `+a files.example`: allow; `-a files.example`: deny. */
function policyOf(rules: readonly string[]) {
  return createPolicy(
    rules.map((rule) => {
      const [name = '', host = ''] = rule.slice(1).split(' ')
      return { effect: rule.startsWith('+') ? 'allow' : 'deny', package: name, host, reason: null }
    }),
  )
}

interface Case {
  readonly name: string
  readonly rules: readonly string[]
  readonly subject: PolicySubject
  /** The rule that decides, in the same spelling; null for none. */
  readonly expected: string | null
}

const host = (name: string, who: string | null = 'a'): PolicySubject => ({ package: who, host: name })
const address = (text: string): PolicySubject => ({ package: 'a', address: text })

const CASES: readonly Case[] = [
  { name: 'no rule', rules: [], subject: host('x.example'), expected: null },
  { name: 'an exact host', rules: ['+a x.example'], subject: host('x.example'), expected: '+a x.example' },
  { name: 'another package', rules: ['+b x.example'], subject: host('x.example'), expected: null },
  {
    name: 'a package whose name begins so',
    rules: ['+a x.example'],
    subject: host('x.example', 'ab'),
    expected: null,
  },
  { name: 'every package', rules: ['+* x.example'], subject: host('x.example'), expected: '+* x.example' },
  {
    name: 'nobody, and a rule for a package',
    rules: ['+a x.example'],
    subject: host('x.example', null),
    expected: null,
  },
  {
    name: 'nobody, and a rule for all',
    rules: ['+* x.example'],
    subject: host('x.example', null),
    expected: '+* x.example',
  },

  {
    name: 'an exact host is not its sub-domains',
    rules: ['+a x.example'],
    subject: host('y.x.example'),
    expected: null,
  },
  { name: 'a host that ends so', rules: ['+a x.example'], subject: host('evilx.example'), expected: null },
  {
    name: 'a host that begins so',
    rules: ['+a x.example'],
    subject: host('x.example.evil.test'),
    expected: null,
  },
  {
    name: 'upper case in the event is not the same bytes',
    rules: ['+a x.example'],
    subject: host('X.example'),
    expected: null,
  },
  {
    name: 'a trailing dot in the event is not the same bytes',
    rules: ['+a x.example'],
    subject: host('x.example.'),
    expected: null,
  },

  {
    name: 'a wildcard and a sub-domain',
    rules: ['+a *.x.example'],
    subject: host('y.x.example'),
    expected: '+a *.x.example',
  },
  {
    name: 'a wildcard and a deep sub-domain',
    rules: ['+a *.x.example'],
    subject: host('z.y.x.example'),
    expected: '+a *.x.example',
  },
  {
    name: 'a wildcard is not its own domain',
    rules: ['+a *.x.example'],
    subject: host('x.example'),
    expected: null,
  },
  {
    name: 'a wildcard compares labels',
    rules: ['+a *.x.example'],
    subject: host('evilx.example'),
    expected: null,
  },
  {
    name: 'a wildcard and one label that holds a dot',
    rules: ['+a *.x.example'],
    subject: host('evil\\.x.example'),
    expected: null,
  },
  {
    name: 'a wildcard and an escaped dot deeper down',
    rules: ['+a *.x.example'],
    subject: host('y.z\\.x.example'),
    expected: null,
  },
  {
    name: 'a wildcard and an escape below it',
    rules: ['+a *.x.example'],
    subject: host('a\\.b.x.example'),
    expected: '+a *.x.example',
  },
  {
    name: 'a wildcard and an escaped backslash',
    rules: ['+a *.x.example'],
    subject: host('a\\\\.x.example'),
    expected: '+a *.x.example',
  },
  {
    name: 'a wildcard and an escaped byte',
    rules: ['+a *.x.example'],
    subject: host('a\\046x.example'),
    expected: null,
  },
  {
    name: 'a wildcard and an empty label',
    rules: ['+a *.x.example'],
    subject: host('.x.example'),
    expected: null,
  },
  {
    name: 'a wildcard and an empty label in the middle',
    rules: ['+a *.x.example'],
    subject: host('a..x.example'),
    expected: null,
  },
  {
    name: 'a wildcard and an address',
    rules: ['+a *.0.2.7.example'],
    subject: address('192.0.2.7'),
    expected: null,
  },

  { name: 'any host', rules: ['+a *'], subject: host('x.example'), expected: '+a *' },
  { name: 'any host, an address', rules: ['+a *'], subject: address('192.0.2.7'), expected: '+a *' },
  { name: 'any host, but there is none', rules: ['+a *'], subject: { package: 'a' }, expected: null },
  { name: 'an address', rules: ['+a 192.0.2.7'], subject: address('192.0.2.7'), expected: '+a 192.0.2.7' },
  { name: 'another address', rules: ['+a 192.0.2.7'], subject: address('192.0.2.70'), expected: null },
  {
    name: 'an IPv6 address in another spelling',
    rules: ['+a 2001:db8:0:0::7'],
    subject: address('2001:db8::7'),
    expected: '+a 2001:db8::7',
  },
  {
    name: 'an address behind a name is not what was allowed',
    rules: ['+a 198.18.0.7'],
    subject: { package: 'a', host: 'x.example', address: '198.18.0.7' },
    expected: null,
  },
  {
    name: 'an address behind a name may be denied',
    rules: ['-a 192.0.2.7', '+a x.example'],
    subject: { package: 'a', host: 'x.example', address: '192.0.2.7' },
    expected: '-a 192.0.2.7',
  },

  {
    name: 'deny over allow',
    rules: ['+a x.example', '-a x.example'],
    subject: host('x.example'),
    expected: '-a x.example',
  },
  {
    name: 'a wide deny over an exact allow',
    rules: ['+a x.example', '-* *'],
    subject: host('x.example'),
    expected: '-* *',
  },
  {
    name: 'an exact host before a wildcard',
    rules: ['+a *.x.example', '+a y.x.example'],
    subject: host('y.x.example'),
    expected: '+a y.x.example',
  },
  {
    name: 'a wildcard before any host',
    rules: ['+a *', '+a *.x.example'],
    subject: host('y.x.example'),
    expected: '+a *.x.example',
  },
  {
    name: 'a named package before every package',
    rules: ['+* x.example', '+a x.example'],
    subject: host('x.example'),
    expected: '+a x.example',
  },
  {
    name: 'a pattern',
    rules: ['+@s/* x.example'],
    subject: host('x.example', '@s/a'),
    expected: '+@s/* x.example',
  },
  {
    name: 'a pattern before every package',
    rules: ['+* x.example', '+b* x.example'],
    subject: host('x.example', 'ba'),
    expected: '+b* x.example',
  },
  {
    name: 'a named package before a pattern',
    rules: ['+b* x.example', '+ba x.example'],
    subject: host('x.example', 'ba'),
    expected: '+ba x.example',
  },
  {
    name: 'nobody, and a pattern',
    rules: ['-b* x.example'],
    subject: host('x.example', null),
    expected: null,
  },
  {
    name: 'an exact host before a named package',
    rules: ['+a *.x.example', '+* y.x.example'],
    subject: host('y.x.example'),
    expected: '+* y.x.example',
  },
]

const NARROWED: readonly (readonly [
  name: string,
  rule: Partial<PolicyRule>,
  subject: Partial<PolicySubject>,
  allow: boolean,
  deny: boolean,
])[] = [
  ['no condition', {}, {}, true, true],
  ['the phase', { phases: ['install'] }, { phase: 'install' }, true, true],
  ['another phase', { phases: ['install'] }, { phase: 'import' }, false, false],
  ['one of two phases', { phases: ['install', 'import'] }, { phase: 'import' }, true, true],
  ['no phase is known', { phases: ['install'] }, { phase: null }, false, true],
  ['nothing is said of a phase', { phases: ['install'] }, {}, false, true],
  ['the script', { scripts: ['postinstall'] }, { script: 'postinstall' }, true, true],
  ['another script', { scripts: ['postinstall'] }, { script: 'preinstall' }, false, false],
  ['no script is known', { scripts: ['postinstall'] }, { script: null }, false, true],
  ['a version of the range', { versions: '^1.2.0' }, { version: '1.3.0' }, true, true],
  ['a version above it', { versions: '^1.2.0' }, { version: '2.0.0' }, false, false],
  ['a pre-release inside it', { versions: '<2' }, { version: '1.3.0-evil' }, false, true],
  ['the pre-release that it names', { versions: '1.3.0-evil' }, { version: '1.3.0-evil' }, true, true],
  ['no version is known', { versions: '<2' }, { version: null }, false, true],
  ['a package without a version', { versions: '<2' }, { version: '' }, false, true],
  ['what is no version', { versions: '<2' }, { version: 'master' }, false, true],
  ['build metadata', { versions: '1.3.0' }, { version: '1.3.0+7' }, true, true],
  [
    'one of two conditions',
    { versions: '<2', phases: ['import'] },
    { version: '1.0.0', phase: 'install' },
    false,
    false,
  ],
  [
    'one fits, one is unknown',
    { versions: '<2', phases: ['import'] },
    { version: '1.0.0', phase: null },
    false,
    true,
  ],
]

describe('a rule with conditions', () => {
  for (const [name, rule, subject, allow, deny] of NARROWED) {
    for (const [effect, matches] of [
      ['allow', allow],
      ['deny', deny],
    ] as const) {
      it(`${effect}: ${name}`, () => {
        const { rules } = createPolicy([{ effect, package: 'a', host: 'x.example', ...rule }])
        expect(matchPolicy({ rules, inRange }, { ...host('x.example'), ...subject }).effect).toBe(
          matches ? effect : 'none',
        )
      })
    }
  }

  it('fails closed where nobody can compare versions', () => {
    const subject = { ...host('x.example'), version: '1.0.0' }
    const versioned = { package: 'a', host: 'x.example', versions: '^1.0.0' }
    expect(matchPolicy(createPolicy([{ effect: 'allow', ...versioned }]), subject).effect).toBe('none')
    expect(matchPolicy(createPolicy([{ effect: 'deny', ...versioned }]), subject).effect).toBe('deny')
  })
})

describe('matchPolicy', () => {
  for (const { name, rules, subject, expected } of CASES) {
    it(name, () => {
      const { effect, rule } = matchPolicy(policyOf(rules), subject)
      const sign = { allow: '+', deny: '-', none: '' }[effect]
      expect(rule === null ? null : `${sign}${rule.package} ${rule.host}`).toBe(expected)
    })
  }
})
