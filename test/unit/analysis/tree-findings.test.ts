import { describe, expect, it } from 'vitest'
import { manifestFindings } from '../../../src/analysis/manifest-findings.ts'
import { treeFindings } from '../../../src/analysis/tree-findings.ts'
import type { PackageContents, PackageSource, TreePackage } from '../../../src/model/index.ts'
import { packageOf } from './evidence.ts'

const SOURCES: readonly (readonly [
  source: PackageSource,
  resolved: string | null,
  expected: string | null,
])[] = [
  ['registry', 'https://registry.example/a/-/a-1.0.0.tgz', null],
  ['registry', null, null],
  ['file', 'file:../a.tgz', null],
  ['directory', 'file:../a', null],
  [
    'git',
    'git+https://code.example/u/a.git#0123abc',
    'code.example https | git https://code.example/u/a.git#0123abc',
  ],
  [
    'git',
    'git+ssh://git@Code.Example:2222/u/a.git#0123abc',
    'code.example ssh | git ssh://code.example:2222/u/a.git#0123abc',
  ],
  ['git', 'git://code.example/u/a', 'code.example git | git git://code.example/u/a'],
  ['git', 'git@code.example:u/a.git#main', 'code.example ssh | git ssh://code.example/u/a.git#main'],
  ['git', 'git+https://user:secret@code.example/u/a', 'code.example https | git https://code.example/u/a'],
  [
    'remote',
    'https://files.example./a.tgz?token=secret',
    'files.example https | remote https://files.example/a.tgz',
  ],
  ['remote', 'http://[2001:db8::7]:8080/a.tgz', '2001:db8::7 http | remote http://2001:db8::7:8080/a.tgz'],
  ['remote', null, '- null | remote'],
  ['git', '?secret', '- null | git'],
]

describe('where packages come from', () => {
  for (const [source, resolved, expected] of SOURCES) {
    it(`${source} ${resolved}`, () => {
      const lines = treeFindings([packageOf('a', { source, resolved })]).map((one) => {
        expect(one).toMatchObject({
          code: 'foreign-source',
          severity: 'suspicious',
          package: 'a',
          path: ['top@1.0.0', 'a@1.0.0'],
        })
        return `${one.host ?? '-'} ${one.protocol} | ${one.detail}`
      })
      expect(lines).toEqual(expected === null ? [] : [expected])
    })
  }
})

const gyp = { hasBindingGyp: true, scripts: { install: 'node-gyp rebuild' } }
const script = { scripts: { postinstall: 'node x.js' } }
const MANIFESTS: readonly (readonly [
  name: string,
  one: Partial<TreePackage>,
  contents: Partial<PackageContents>,
  expected: readonly string[],
])[] = [
  ['as the tree says', {}, {}, []],
  ['another name', {}, { name: 'b' }, ['name b, not a']],
  ['no name', {}, { name: null }, ['name missing, not a']],
  ['another version', {}, { version: '1.0.1' }, ['version 1.0.1, not 1.0.0']],
  ['no version', {}, { version: null }, ['version missing, not 1.0.0']],
  ['a version with a v', {}, { version: 'v1.0.0' }, []],
  ['a version with build metadata', {}, { version: '1.0.0+b7' }, []],
  ['scripts, and the tree says nothing of them', {}, script, []],
  ['scripts that are claimed', { claimsScripts: true }, script, []],
  [
    'scripts that are denied',
    { claimsScripts: false },
    script,
    ['scripts postinstall, though none are claimed'],
  ],
  ['no scripts, as claimed', { claimsScripts: false }, {}, []],
  ['claimed scripts that are not there', { claimsScripts: true }, {}, []],
  ['a binding.gyp alone', { claimsScripts: false }, gyp, []],
  [
    'a binding.gyp and a script',
    { claimsScripts: false },
    { ...gyp, scripts: { ...gyp.scripts, ...script.scripts } },
    ['scripts install, postinstall, though none are claimed'],
  ],
  [
    'another install script beside a binding.gyp',
    { claimsScripts: false },
    { ...gyp, scripts: { install: 'node x.js' } },
    ['scripts install, though none are claimed'],
  ],
  ['dependencies as claimed', { claimsDependencies: ['b', 'c'] }, { dependencies: ['c', 'b'] }, []],
  [
    'a claimed dependency that is not in it',
    { claimsDependencies: ['b', 'c'] },
    { dependencies: ['b'] },
    ['without the claimed dependencies c'],
  ],
  [
    'a dependency that is not claimed',
    { claimsDependencies: ['b'] },
    { dependencies: ['b', 'c'] },
    ['dependencies c, though none such are claimed'],
  ],
  ['dependencies, and the tree says nothing of them', {}, { dependencies: ['b'] }, []],
  [
    'two lies',
    { claimsScripts: false },
    { ...script, name: 'b' },
    ['name b, not a', 'scripts postinstall, though none are claimed'],
  ],
  ["the user's own folder", { source: 'directory' }, { name: 'b', ...script }, []],
  ["the user's own file", { source: 'file', claimsScripts: false }, script, []],
  ['a git repository', { source: 'git' }, { name: 'b' }, ['name b, not a']],
]

describe('what a tarball says of itself', () => {
  for (const [name, one, contents, expected] of MANIFESTS) {
    it(name, () => {
      const whole = {
        integrity: 'sha512-a',
        name: 'a',
        version: '1.0.0',
        scripts: {},
        hasBindingGyp: false,
        hasBin: false,
        ...contents,
      }
      const findings = manifestFindings(packageOf('a', one), whole)
      expect(findings.map((finding) => finding.detail)).toEqual(expected)
      expect(
        findings.every(
          (finding) => finding.code === 'manifest-mismatch' && finding.severity === 'suspicious',
        ),
      ).toBe(true)
    })
  }
})
