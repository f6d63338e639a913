import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Finding, Policy, Severity } from '../../../src/model/index.ts'
import { composePolicy, NO_DEMANDS } from '../../../src/policy/compose.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import { inRange } from '../../../src/policy/versions.ts'
import { decide } from '../../../src/verdict/decide.ts'

const PACKAGES = ['a', '@s/b', 'left-pad', '__proto__']
const HOSTS = ['x.example', 'y.x.example', 'z.test']
const VERSIONS = ['1.0.0', '2.1.0', '2.0.0-rc.1', '', 'master']
const CODES = [
  'foreign-lookup',
  'foreign-contact',
  'foreign-source',
  'registry-read',
  'registry-write',
  'canary-sent',
  'unattributed-traffic',
  'process-survived',
  'script-failed',
  'watch-incomplete',
] as const

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const finding: fc.Arbitrary<Finding> = fc
  .record({
    code: fc.constantFrom(...CODES),
    severity: fc.constantFrom<Severity>('info', 'suspicious', 'malicious', 'inconclusive'),
    phase: optional(fc.constantFrom('fetch' as const, 'install' as const, 'import' as const)),
    package: optional(fc.constantFrom(...PACKAGES)),
    version: optional(fc.constantFrom(...VERSIONS)),
    script: optional(fc.constantFrom('preinstall' as const, 'postinstall' as const)),
    place: fc.constantFrom({}, { address: '192.0.2.7' }, ...HOSTS.map((host) => ({ host }))),
  })
  .map(({ place, ...one }) => ({
    ...one,
    ...place,
    path: [],
    protocol: null,
    detail: '',
    time: null,
    count: 1,
  }))

const rule = (effect: fc.Arbitrary<string>) =>
  fc
    .record(
      {
        effect,
        package: fc.constantFrom('*', '@s/*', 'l*', ...PACKAGES),
        host: fc.constantFrom('*', '*.x.example', '192.0.2.7', ...HOSTS),
        versions: fc.constantFrom('<2', '^2', '>2 <1', '*'),
        phases: fc.constantFrom(['install' as const], ['import' as const]),
        scripts: fc.constantFrom(['postinstall' as const]),
        expires: fc.constantFrom('2026-01-01', '2027-01-01'),
      },
      { requiredKeys: ['effect', 'package', 'host'] },
    )
    .map((one) => createPolicy([one]).rules[0] as Policy['rules'][number])
const anyRule = rule(fc.constantFrom('allow', 'deny'))
const findings = fc.array(finding, { maxLength: 6 })
const rules = fc.array(anyRule, { maxLength: 6 })

const NOW = Date.parse('2026-07-01')
const source = (list: Policy['rules'], trust: 'trusted' | 'untrusted' = 'trusted', strict = NO_DEMANDS) => ({
  kind: 'project' as const,
  place: '/p',
  trust,
  document: { rules: list, strict },
})
const composed = (...sources: ReturnType<typeof source>[]) =>
  composePolicy({ sources, strict: true, now: NOW, inRange }).policy

/** What stands against an installation. */
const against = (list: readonly Finding[], policy: Policy) => {
  const { findings: decided } = decide(list, policy)
  return new Set(
    decided.flatMap(({ severity, allowed }, at) =>
      severity === 'info' || allowed ? [] : [`${at} ${severity}`],
    ),
  )
}
const contains = (more: ReadonlySet<string>, less: ReadonlySet<string>) =>
  [...less].every((one) => more.has(one))

it('no policy excuses what is malicious or inconclusive', () => {
  fc.assert(
    fc.property(findings, rules, (list, own) => {
      const { kind, findings: decided } = decide(list, composed(source(own)))
      for (const [at, one] of decided.entries()) {
        const before = list[at]?.severity
        if (before !== 'malicious' && before !== 'inconclusive') continue
        expect(one).toMatchObject({ severity: before })
        expect(one.allowed).toBeUndefined()
        expect(kind).not.toBe('clean')
      }
    }),
  )
})

it('another deny never makes a verdict milder', () => {
  fc.assert(
    fc.property(findings, rules, rule(fc.constant('deny')), fc.nat(6), (list, own, deny, at) => {
      const more = [...own.slice(0, at), deny, ...own.slice(at)]
      expect(contains(against(list, composed(source(more))), against(list, composed(source(own))))).toBe(true)
    }),
  )
})

const demands = fc.record({
  always: fc.boolean(),
  onlyFiles: fc.boolean(),
  findings: fc.array(fc.constantFrom(...CODES)),
})

it('a policy that nobody trusts never makes a verdict milder, whatever it says', () => {
  fc.assert(
    fc.property(findings, rules, rules, demands, (list, own, hostile, strict) => {
      const before = against(list, composed(source(own)))
      const after = against(list, composed(source(own), source(hostile, 'untrusted', strict)))
      expect(contains(after, before)).toBe(true)
    }),
  )
})

it('the same findings and the same policy give the same verdict, also of what was decided already', () => {
  fc.assert(
    fc.property(findings, rules, demands, (list, own, strict) => {
      const policy = composed(source(own, 'trusted', strict))
      const once = decide(list, policy)
      expect(decide(list, policy)).toEqual(once)
      expect(decide(once.findings, policy)).toEqual(once)
    }),
  )
})
