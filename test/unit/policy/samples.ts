import type { PolicyErrorCode } from '../../../src/policy/error.ts'

export const RULE = { effect: 'allow', package: 'a', host: 'Files.example', reason: 'prebuilt binary' }
export const FULL_RULE = {
  ...RULE,
  host: 'files.example',
  package: '@acme/*',
  versions: '^15.3.0 || 16',
  phases: ['install'],
  scripts: ['postinstall'],
  who: 'me',
  expires: '2027-01-31',
}
const json = (value: unknown) => JSON.stringify(value)
const withRule = (change: object) => json({ rules: [{ ...RULE, ...change }] })

/** Files that are policies, with what their rules become. The schema has to take them as well. */
export const GOOD_FILES: readonly (readonly [name: string, text: string, rules: readonly object[]])[] = [
  ['nothing in it', '{}', []],
  ['no rules', '{"rules":[]}', []],
  ['a rule', json({ rules: [RULE] }), [{ ...RULE, host: 'files.example', line: 1 }]],
  [
    'a rule without a reason',
    '{"rules":[{"effect":"deny","package":"*","host":"*"}]}',
    [{ effect: 'deny', package: '*', host: '*', reason: null, line: 1 }],
  ],
  ['everything', json({ $schema: './x.json', rules: [FULL_RULE] }), [{ ...FULL_RULE, line: 1 }]],
  [
    'comments and commas',
    '\ufeff// ours\n{\n  /* who */ "rules": [\n    {"effect":"deny","package":"a","host":"*",},\n  ],\n}\n',
    [{ effect: 'deny', package: 'a', host: '*', reason: null, line: 4 }],
  ],
  ['demands', '{"strict":{"always":true,"onlyFiles":false,"findings":["script-failed"]}}', []],
  ['what is reserved', '{"forward":[{"package":"a","host":"x.example","expires":"2027-01-31"}]}', []],
]

/** Files that are none, whose shape alone says so: the schema has to refuse them as well. */
/** `at`: what stands where it is wrong. */
export const BAD_SHAPES: readonly (readonly [name: string, text: string, at: string])[] = [
  ['a list', '[]', '[]'],
  ['a word', '"rules"', '"rules"'],
  ['an unknown key', '{\n  "rules": [],\n  "rule": []\n}', '"rule"'],
  [
    'an unknown key of a rule',
    '{"rules":[\n{"effect":"allow","package":"a","host":"x","hosts":"y"}]}',
    '"hosts"',
  ],
  ['a missing key of a rule', '{"rules":[\n  {"effect":"allow","package":"a"}]}', '{"effect"'],
  ['a host of the wrong type', '{"rules":[{"effect":"allow","package":"a","host":["x"]}]}', '["x"]'],
  ['no phase at all', withRule({ phases: [] }), '[]'],
  ['an unknown phase', withRule({ phases: ['later'] }), '"later"'],
  ['an unknown script', withRule({ scripts: ['start'] }), '"start"'],
  ['an unknown demand', '{"strict":{"never":true}}', '"never"'],
  ['a demand of the wrong type', '{"strict":{"always":"yes"}}', '"yes"'],
  ['an unknown finding', '{"strict":{"findings":["bad-luck"]}}', '"bad-luck"'],
  ['a forwarding with an effect', '{"forward":[{"effect":"allow","package":"a","host":"x"}]}', '"effect"'],
  ['a key of a prototype', '{"constructor":1}', '"constructor"'],
  ['an effect', withRule({ effect: 'permit' }), '"permit"'],
]

/** Files whose text or values are wrong. */
export const BAD_VALUES: readonly (readonly [
  name: string,
  text: string,
  code: PolicyErrorCode,
  at: string,
])[] = [
  ['no JSON', 'rules: []', 'policy-not-json', 'rules: []'],
  ['nothing', '', 'policy-not-json', ''],
  ['only a comment', '// later', 'policy-not-json', ''],
  ['cut short', '{\n  "rules": [', 'policy-not-json', ''],
  ['two values', '{} {}', 'policy-not-json', '{}'],
  ['deep nesting', '['.repeat(200_000), 'policy-not-json', '[['],
  ['a key twice', '{"rules":[],\n "rules":[]}', 'policy-shape', '"rules"'],
  ['a host twice', '{"rules":[{"host":"a","host":"b"}]}', 'policy-shape', '"host":"b"'],
  ['a prototype', '{"__proto__":{"rules":[]}}', 'policy-shape', '"__proto__"'],
  ['a bad host', withRule({ host: 'x y' }), 'policy-host', '"x y"'],
  ['a wildcard inside', withRule({ host: 'a.*.example' }), 'policy-wildcard', '"a.*'],
  ['a bad effect', withRule({ effect: 'permit' }), 'policy-effect', '"permit"'],
  ['a bad package', withRule({ package: 'a@1' }), 'policy-package', '"a@1"'],
  ['a tag', withRule({ versions: 'latest' }), 'policy-versions', '"latest"'],
  ['an empty range', withRule({ versions: ' ' }), 'policy-versions', '" "'],
  ['no day', withRule({ expires: '2027-02-30' }), 'policy-expires', '"2027-02-30"'],
  ['a bad host to forward to', '{"forward":[{"package":"a","host":"x y"}]}', 'policy-host', '"x y"'],
]
