import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foreignSource, type Spec } from '../../../src/npm/foreign-source.ts'
import { machineNpm } from './real-arborist.ts'

const parse = createRequire(join(machineNpm.root, 'package.json'))('npm-package-arg') as (
  spec: string,
) => Spec
const registries = ['https://registry.example/', 'https://private.example/npm/']

describe('foreignSource', () => {
  it.each([
    ['a'],
    ['a@^1.0.0'],
    ['@scope/a@latest'],
    ['npm:a@1'],
    ['./folder'],
    ['file:../a.tgz'],
    ['https://registry.example/a/-/a-1.0.0.tgz'],
    ['a@https://private.example/npm/a/-/a-1.0.0.tgz'],
  ])('%s is no news', (spec) => expect(foreignSource(parse(spec), registries)).toBeNull())

  it.each([
    ['https://files.example/a.tgz', 'remote', 'files.example', null],
    ['a@https://files.example/a.tgz', 'remote', 'files.example', 'a'],
    ['https://registry.example.attacker.test/a.tgz', 'remote', 'registry.example.attacker.test', null],
    ['https://registry.example@attacker.test/a.tgz', 'remote', 'attacker.test', null],
    ['https://FILES.example/a.tgz', 'remote', 'files.example', null],
    ['github:user/repo', 'git', 'github.com', null],
    ['user/repo', 'git', 'github.com', null],
    ['a@user/repo#semver:^1', 'git', 'github.com', 'a'],
    ['gitlab:user/repo', 'git', 'gitlab.com', null],
    ['git+https://git.example/u/r.git', 'git', 'git.example', null],
    ['git+ssh://git@git.example/u/r.git#abc', 'git', 'git.example', null],
    ['git+ssh://git@git.example:u/r.git', 'git', 'git.example', null],
    ['git@git.example:u/r.git', 'git', 'git.example', null],
    ['git://git.example/u/r.git', 'git', 'git.example', null],
  ] as const)('%s', (raw, kind, host, name) => {
    expect(foreignSource(parse(raw), registries)).toMatchObject({ kind, host, name })
  })
})
