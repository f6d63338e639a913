import { describe, expect, it } from 'vitest'
import { planWork } from '../../../src/pipeline/watch-plan.ts'
import { contentsOf, fakeBox, item, toolsOf } from './fakes.ts'

const facts = await toolsOf(fakeBox({}), {}).facts()
const a = item('a', { requested: true, resolved: 'https://registry.example/a.tgz', optional: true })
const b = item('b', {
  location: 'node_modules/a/node_modules/b',
  bundledIn: 'node_modules/a',
  source: 'remote',
  resolved: 'https://user:hush@files.example/b.tgz',
})
const alias = item('real', { location: 'node_modules/alias', requested: true })
const work = planWork(
  facts,
  [
    {
      item: a,
      contents: contentsOf('a', { scripts: { postinstall: 'node a.js' }, hasBin: true }),
      tarball: '/mnt/a',
    },
    { item: b, contents: contentsOf('b', { scripts: { preinstall: 'node b.js' } }), tarball: null },
    { item: alias, contents: contentsOf('real'), tarball: '/mnt/real' },
  ],
  [a, alias],
)

describe('planWork', () => {
  it('unpacks what has a tarball of its own, by the hash of what was read', () => {
    expect(work.packages).toEqual([
      { location: 'node_modules/a', integrity: 'sha512-a', tarball: '/mnt/a', bin: true },
      { location: 'node_modules/alias', integrity: 'sha512-real', tarball: '/mnt/real', bin: false },
    ])
  })

  it("runs scripts in npm's order and then loads what was asked for, each with a number of its own", () => {
    expect(
      work.runs.map(({ id, phase, package: name, script, command }) => [id, phase, name, script, command]),
    ).toEqual([
      [1, 'install', 'b', 'preinstall', 'node b.js'],
      [2, 'install', 'a', 'postinstall', 'node a.js'],
      [3, 'import', 'a', 'import', 'a'],
      [4, 'import', 'real', 'import', 'alias'],
    ])
  })

  it('gives scripts their time, and loading a few seconds', () => {
    expect(work.runs.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 1_000, 3_000, 3_000])
  })

  it('sets what npm sets, without addresses that may hold a password', () => {
    expect(work.runs[1]?.env).toMatchObject({
      npm_package_resolved: 'https://registry.example/a.tgz',
      npm_package_integrity: 'sha512-a',
      npm_package_json: '/srv/project/node_modules/a/package.json',
      npm_package_optional: '1',
    })
    expect(JSON.stringify(work)).not.toContain('hush')
  })

  it('brings a manifest and a lockfile, and nothing else of the project', () => {
    expect(work.files.map(({ path }) => path)).toEqual(['package.json', 'package-lock.json'])
  })

  it.each([
    [{ command: "it's", args: ['a', ''], isCall: false }, "'it'\\''s'", ['a', '']],
    [{ command: 'tool "$HOME" | cat', args: [], isCall: true }, 'tool "$HOME" | cat', []],
  ])('starts %j last, as the doing of the package that has the executable', (execution, command, args) => {
    const items = [
      { item: alias, contents: contentsOf('real'), tarball: '/mnt/real' },
      { item: a, contents: contentsOf('a', { hasBin: true }), tarball: '/mnt/a' },
    ]
    expect(planWork(facts, items, [alias, a], execution).runs.at(-1)).toMatchObject({
      id: 3,
      phase: 'bin',
      script: 'bin',
      package: 'a',
      command,
      args,
      timeoutMs: 5_000,
    })
    expect(planWork(facts, items, [], execution).runs).toEqual([])
  })
})
