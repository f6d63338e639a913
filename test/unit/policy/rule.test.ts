import { describe, expect, it } from 'vitest'
import { PolicyError } from '../../../src/policy/error.ts'
import { parsePolicyRule } from '../../../src/policy/rule.ts'

const HOSTS: readonly (readonly [typed: string, compared: string])[] = [
  ['files.example', 'files.example'],
  ['Files.EXAMPLE', 'files.example'],
  ['files.example.', 'files.example'],
  ['*.Files.example.', '*.files.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['_dmarc.a-b.example', '_dmarc.a-b.example'],
  ['1.2.example', '1.2.example'],
  ['localhost', 'localhost'],
  ['*', '*'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0::7', '2001:db8::7'],
]

describe('the host of a rule', () => {
  for (const [typed, compared] of HOSTS) {
    it(typed, () => {
      const rule = parsePolicyRule({ effect: 'allow', package: 'a', host: typed })
      expect(rule).toEqual({ effect: 'allow', package: 'a', host: compared, reason: null })
      expect(parsePolicyRule(rule)).toEqual(rule)
    })
  }
})

const PACKAGES = [
  'left-padd',
  '@scope/name',
  '@scope/*',
  '@scope/x-*',
  'left-*',
  '*-cli',
  '*',
  'JSONStream',
  '__proto__',
  'constructor',
]

describe('the package of a rule', () => {
  for (const name of PACKAGES) {
    it(name, () => {
      expect(parsePolicyRule({ effect: 'deny', package: name, host: '*' }).package).toBe(name)
    })
  }
})

const BAD: readonly (readonly [
  field: 'effect' | 'package' | 'host',
  value: string,
  code: string,
  hint?: RegExp,
])[] = [
  ['effect', 'permit', 'policy-effect'],
  ['effect', '', 'policy-effect'],
  ['package', '', 'policy-package'],
  ['package', 'a@1.0.0', 'policy-package', /without a version/],
  ['package', '**', 'policy-package'],
  ['package', 'left-**', 'policy-package'],
  ['package', '@*/a', 'policy-package'],
  ['package', '*/a', 'policy-package'],
  ['package', '@scope/', 'policy-package'],
  ['package', 'a/b', 'policy-package'],
  ['package', 'a b', 'policy-package'],
  ['package', 'bücher', 'policy-package'],
  ['package', 'left-pаdd', 'policy-package'], // a Cyrillic а
  ['package', '@scope', 'policy-package'],
  ['package', '../a', 'policy-package'],
  ['package', 'a'.repeat(215), 'policy-package'],
  ['host', '', 'policy-host'],
  ['host', '.', 'policy-host'],
  ['host', 'https://files.example', 'policy-host', /no scheme/],
  ['host', 'files.example/x', 'policy-host', /no scheme/],
  ['host', 'files.example:443', 'policy-host', /port/],
  ['host', 'files..example', 'policy-host'],
  ['host', '.files.example', 'policy-host'],
  ['host', 'files.example..', 'policy-host'],
  ['host', 'files example', 'policy-host'],
  ['host', 'files\\.example', 'policy-host'],
  ['host', '-x.example', 'policy-host'],
  ['host', 'bücher.example', 'policy-host', /xn--bcher-kva\.example/],
  ['host', `${'a'.repeat(64)}.example`, 'policy-host'],
  ['host', `${'a.'.repeat(124)}example`, 'policy-host'],
  ['host', '127.1', 'policy-host'],
  ['host', '192.0.2.256', 'policy-host'],
  ['host', '0x7f000001', 'policy-host'],
  ['host', '2130706433', 'policy-host'],
  ['host', 'fe80::1%eth0', 'policy-host'],
  ['host', '[2001:db8::7]', 'policy-host'],
  ['host', '**', 'policy-wildcard'],
  ['host', '*.*.example', 'policy-wildcard'],
  ['host', 'files.*.example', 'policy-wildcard'],
  ['host', '*files.example', 'policy-wildcard'],
  ['host', '*.', 'policy-host'],
  ['host', '*.192.0.2.7', 'policy-host'],
]

describe('a rule that is none', () => {
  for (const [field, value, code, hint = /\w/] of BAD) {
    it(`${field} '${value.slice(0, 40)}'`, () => {
      const rule = { effect: 'allow', package: 'a', host: 'files.example', [field]: value }
      const parse = () => parsePolicyRule(rule)
      expect(parse).toThrow(PolicyError)
      expect(parse).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(hint) }))
    })
  }
})
