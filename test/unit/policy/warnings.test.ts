import { describe, expect, it } from 'vitest'
import { parsePolicyFile } from '../../../src/policy/file.ts'
import { policyWarnings } from '../../../src/policy/warnings.ts'

const NOW = Date.parse('2026-07-01T12:00:00Z')
const line = (text: string) => {
  const [effect, name, host, ...more] = text.split(' ')
  const conditions = more.map((one) => {
    const [key, value = ''] = one.split('=')
    return [key, key === 'phases' || key === 'scripts' ? value.split(',') : value.replaceAll('_', ' ')]
  })
  return JSON.stringify({ effect, package: name, host, ...Object.fromEntries(conditions) })
}

const CASES: readonly (readonly [name: string, rules: readonly string[], warnings: readonly string[]])[] = [
  ['nothing', [], []],
  ['two rules that both say something', ['allow a x.example', 'deny b x.example'], []],
  ['an expired allow', ['allow a x.example expires=2026-06-30'], ['1 expired']],
  ['its last day', ['allow a x.example expires=2026-07-01'], []],
  ['an expired deny shadows nothing', ['allow a x.example', 'deny a * expires=2026-06-30'], ['2 expired']],
  ['an allow under a deny', ['allow a x.example', 'deny a x.example'], ['1 shadowed by 2']],
  ['an allow under a deny of everything', ['deny * *', 'allow a x.example'], ['2 shadowed by 1']],
  ['a sub-domain under a deny', ['deny a *.x.example', 'allow a y.x.example'], ['2 shadowed by 1']],
  ['a wildcard under a wildcard', ['deny a *.x.example', 'allow a *.y.x.example'], ['2 shadowed by 1']],
  ['the domain itself is not under it', ['deny a *.x.example', 'allow a x.example'], []],
  ['a wider allow is not under it', ['deny a y.x.example', 'allow a *.x.example'], []],
  ['everything is not under it', ['deny a *.x.example', 'allow a *'], []],
  ['a scope under a deny', ['deny @s/* *', 'allow @s/a x.example'], ['2 shadowed by 1']],
  ['another scope', ['deny @s/* *', 'allow @t/a x.example'], []],
  ['a deny of some versions', ['deny a * versions=<2', 'allow a x.example'], []],
  ['of the same versions', ['deny a * versions=<2', 'allow a x.example versions=<2'], ['2 shadowed by 1']],
  ['a deny of a phase', ['deny a * phases=install', 'allow a x.example'], []],
  [
    'of the same phase',
    ['deny a * phases=install,import', 'allow a x.example phases=install'],
    ['2 shadowed by 1'],
  ],
  ['the same twice', ['allow a x.example', 'allow a X.example. who=me'], ['2 repeated by 1']],
  ['the same for other versions', ['allow a x.example', 'allow a x.example versions=1'], []],
  ['no version is in it', ['allow a x.example versions=>2_<1'], ['1 no-version']],
  [
    'a script that runs in no such phase',
    ['deny a * phases=import scripts=postinstall'],
    ['1 no-script-in-phase'],
  ],
  ['one of two scripts does', ['deny a * phases=import scripts=postinstall,import'], []],
]

describe('policyWarnings', () => {
  for (const [name, rules, warnings] of CASES) {
    it(name, () => {
      const document = parsePolicyFile(`{"rules":[${rules.map(line).join(',\n')}]}`)
      const said = policyWarnings(document, NOW).map(
        ({ code, line: at, by }) => `${at} ${code}${by === null ? '' : ` by ${by}`}`,
      )
      expect(said).toEqual(warnings)
    })
  }
})
