import { describe, expect, it } from 'vitest'
import { npmLibraries } from '../../../src/npm/libraries.ts'
import { readTree, sourceOf } from '../../../src/npm/tree-packages.ts'
import { doorOf, type NodeSketch, treeOf } from './nodes.ts'
import { machineNpm } from './real-arborist.ts'

const context = { libraries: npmLibraries(machineNpm.root), registries: ['https://registry.example/'] }
const A = 'node_modules/a'
const B = 'node_modules/b'
const otherOs = process.platform === 'win32' ? 'linux' : 'win32'
const HASH_1 = 'sha512-H0D8ktokFpR1CXnubPWC8tXX0o4YM13gWrxU0FYOD1MCyBU='
const HASH_2 = 'sha512-Umd2iCLuYk1I/OFexcp5y4eeNcgtkFykPxcHnJwlLBI='

type Tree = Readonly<Record<string, NodeSketch>>
const read = (tree: Tree, more?: Parameters<typeof doorOf>[1]) =>
  readTree(doorOf(treeOf(tree), more), context)

describe('sourceOf', () => {
  it.each([
    [null, 'registry'],
    ['https://registry.example/a/-/a-1.0.0.tgz', 'registry'],
    ['https://REGISTRY.example/a/-/a-1.0.0.tgz', 'registry'],
    ['https://registry.example:443/a.tgz', 'registry'],
    ['https://registry.example:8443/a.tgz', 'remote'],
    ['https://registry.example.attacker.test/a.tgz', 'remote'],
    ['https://registry-example.test/a.tgz', 'remote'],
    ['https://registry.example@attacker.test/a.tgz', 'remote'],
    ['https://user@registry.example/a.tgz', 'remote'],
    ['https://attacker.test/https://registry.example/a.tgz', 'remote'],
    ['https://attacker.test/?registry.example', 'remote'],
    ['https://registry.example./a.tgz', 'remote'],
    ['HTTPS://attacker.test/a.tgz', 'remote'],
    ['file:../a.tgz', 'file'],
    ['file:../a.TAR.GZ', 'file'],
    ['file:../folder', 'directory'],
    ['git+ssh://git@git.example/u/r.git#0123', 'git'],
    ['git+https://registry.example/u/r.git', 'git'],
    ['github:u/r', 'git'],
    ['git@git.example:u/r.git', 'git'],
  ] as const)('%s is %s', (resolved, source) => {
    expect(sourceOf(resolved, context.registries)).toBe(source)
  })
})

const INCOMING: readonly (readonly [
  name: string,
  tree: Tree,
  more: Parameters<typeof doorOf>[1],
  incoming: readonly string[],
])[] = [
  ['packages', { [A]: {}, [B]: {} }, {}, [A, B]],
  ['not the project', { '': { needs: [A] }, [A]: {} }, {}, [A]],
  ['no workspace, nor its link', { [A]: { link: 'ws/a' }, 'ws/a': { isWorkspace: true } }, {}, []],
  ['an optional one for another platform', { [A]: { optional: true, package: { os: [otherOs] } } }, {}, []],
  ['a needed one for another platform', { [A]: { package: { os: [otherOs] } } }, {}, [A]],
  ['an inert one', { [A]: { inert: true } }, {}, []],
  ['dev, omitted', { [A]: { dev: true }, [B]: {} }, { options: { omit: ['dev'] } }, [B]],
  ['optional, omitted', { [A]: { optional: true }, [B]: {} }, { options: { omit: ['optional'] } }, [B]],
  ['dev, not omitted', { [A]: { dev: true } }, { options: { omit: [] } }, [A]],
  ['there already', { [A]: { integrity: HASH_1 } }, { actual: treeOf({ [A]: { integrity: HASH_1 } }) }, []],
  [
    'other bytes there',
    { [A]: { integrity: HASH_1 } },
    { actual: treeOf({ [A]: { integrity: HASH_2 } }) },
    [A],
  ],
  ['nothing known of the bytes there', { [A]: { integrity: HASH_1 } }, { actual: treeOf({ [A]: {} }) }, [A]],
  ['no hash any more', { [A]: {} }, { actual: treeOf({ [A]: { integrity: HASH_1 } }) }, [A]],
  ['another version there', { [A]: {} }, { actual: treeOf({ [A]: { version: '0.9.0' } }) }, [A]],
  ['another package there', { [A]: {} }, { actual: treeOf({ [A]: { name: 'b' } }) }, [A]],
  ['a link there', { [A]: {} }, { actual: treeOf({ [A]: { link: 'x' }, x: { top: true } }) }, [A]],
  [
    'another commit of the same version there',
    { [A]: { resolved: 'git+ssh://git@git.example/u/r.git#bbb' } },
    { actual: treeOf({ [A]: { resolved: 'git+ssh://git@git.example/u/r.git#aaa' } }) },
    [A],
  ],
  [
    'the same commit there',
    { [A]: { resolved: 'git+ssh://git@git.example/u/r.git#aaa' } },
    { actual: treeOf({ [A]: { resolved: 'git+ssh://git@git.example/u/r.git#aaa' } }) },
    [],
  ],
  [
    'there, but its executables are not',
    { [A]: { integrity: HASH_1, binPaths: ['/nowhere/bin'] } },
    { actual: treeOf({ [A]: { integrity: HASH_1 } }) },
    [A],
  ],
  ['all of it when it is a rebuild', { [A]: {} }, { kind: 'rebuild', actual: treeOf({ [A]: {} }) }, [A]],
]

describe('readTree', () => {
  for (const [name, tree, more, incoming] of INCOMING) {
    it(`brings in: ${name}`, () => expect([...read(tree, more).incoming].sort()).toEqual(incoming))
  }

  it('tells names, paths and who asked', () => {
    const { packages } = read(
      {
        '': { needs: [A, 'node_modules/alias'] },
        [A]: { needs: [B], hasInstallScript: true },
        [B]: { version: '2.0.0', optional: true },
        'node_modules/alias': { name: 'real', version: '3.0.0' },
      },
      { requested: ['node_modules/alias'] },
    )
    const told = packages.map((one) => [
      one.location,
      one.name,
      one.direct,
      one.requested,
      one.optional,
      one.path,
    ])
    expect(told).toEqual([
      [A, 'a', true, false, false, ['a@1.0.0']],
      [B, 'b', false, false, true, ['a@1.0.0', 'b@2.0.0']],
      ['node_modules/alias', 'real', true, true, false, ['real@3.0.0']],
    ])
    expect(packages.map(({ claimsScripts }) => claimsScripts)).toEqual([true, null, null])
    expect(packages.map(({ dependencies }) => dependencies)).toEqual([[B], [], []])
  })

  it('says what came in another tarball', () => {
    const inner = `${A}/node_modules/c`
    const { packages } = read({ [A]: { needs: [inner] }, [inner]: { bundled: A } })
    expect(packages.find(({ location }) => location === inner)?.bundledIn).toBe(A)
  })

  it('puts whoever brings a command with everybody whose scripts may call it', () => {
    const { packages } = read({ [A]: {}, [B]: { package: { bin: { node: 'x.js' } } } })
    expect(packages.map(({ dependencies }) => dependencies)).toEqual([[B], []])
  })

  it.each([
    ['two hashes of one strength: one is left', `${HASH_1} ${HASH_2}`, HASH_1],
    ['two hashes with a tab between them', `${HASH_1}\t${HASH_2}`, HASH_1],
    ['two hashes, each on a line', `${HASH_1}\n${HASH_2}`, HASH_1],
    [
      'a weaker one beside it stays',
      `sha1-hvfkN/qlp/zhXR3cuerq6jd2Z7g= ${HASH_1}`,
      `sha1-hvfkN/qlp/zhXR3cuerq6jd2Z7g= ${HASH_1}`,
    ],
    ['one hash', HASH_1, HASH_1],
  ])('%s', (_, given, left) => {
    const tree = treeOf({ [A]: { integrity: given } })
    const { packages } = readTree(doorOf(tree), context)
    expect([packages[0]?.integrity, tree.inventory.get(A)?.integrity]).toEqual([left, left])
  })

  it('a folder of the user is what it is, at the place of its link', () => {
    const { packages } = read({
      '': { needs: [A] },
      [A]: { link: '../lib' },
      '../lib': { top: true, name: 'lib' },
    })
    expect(packages.map(({ location, name, source }) => [location, name, source])).toEqual([
      [A, 'lib', 'directory'],
    ])
  })
})
