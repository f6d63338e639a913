import { describe, expect, it } from 'vitest'
import type { PackageContents, TreePackage } from '../../../src/model/index.ts'
import { boxContent, scriptsInOrder } from '../../../src/tree/box-content.ts'
import { boxLockfile, folderName } from '../../../src/tree/lockfile.ts'
import { contentsOf, item } from '../pipeline/fakes.ts'

const at = (location: string, change: Partial<TreePackage> = {}) =>
  item(location.slice(location.lastIndexOf('/') + 1), { location, ...change })
const A = 'node_modules/a'
const B = 'node_modules/b'
const C = 'node_modules/c'
const INNER = 'node_modules/a/node_modules/i'

const CONTENT: readonly (readonly [
  name: string,
  tree: readonly TreePackage[],
  roots: readonly string[],
  inside: readonly string[],
])[] = [
  ['the root alone', [at(A), at(B)], [A], [A]],
  [
    'what it depends on, and so on',
    [at(A, { dependencies: [B] }), at(B, { dependencies: [C] }), at(C)],
    [A],
    [A, B, C],
  ],
  ['a cycle', [at(A, { dependencies: [B] }), at(B, { dependencies: [A] })], [B], [A, B]],
  [
    'the bundler of what is bundled',
    [at(A, { dependencies: [C] }), at(INNER, { bundledIn: A }), at(C)],
    [INNER],
    [A, INNER, C],
  ],
  ['a dependency that is not in the tree', [at(A, { dependencies: ['node_modules/gone'] })], [A], [A]],
  ['a root that is not in the tree', [at(A)], ['node_modules/gone'], []],
  ['no root', [at(A)], [], []],
]

describe('boxContent', () => {
  for (const [name, tree, roots, inside] of CONTENT) {
    it(name, () => {
      const chosen = roots.map((location) => tree.find((one) => one.location === location) ?? at(location))
      expect(boxContent(tree, chosen).map(({ location }) => location)).toEqual(inside)
    })
  }
})

describe('scriptsInOrder', () => {
  it('script by script, shallow first, then by name, as npm has it', () => {
    const packages = [
      at(INNER),
      at(B),
      at(A),
      at('node_modules/@s/a'),
      at('node_modules/B'),
      at('node_modules/ä'),
    ]
    const every = { preinstall: '1', install: '2', postinstall: '3' }
    const contents = new Map<string, PackageContents>(
      packages.map(({ location }) => [location, contentsOf('x', { scripts: every })]),
    )
    contents.set(B, contentsOf('b', { scripts: { postinstall: '3' } }))
    const order = scriptsInOrder(packages, contents).map(
      (one) => `${one.command} ${one.item.location.replaceAll('node_modules/', '')}`,
    )
    expect(order).toEqual([
      '1 @s/a',
      '1 a',
      '1 ä',
      '1 B',
      '1 a/i',
      '2 @s/a',
      '2 a',
      '2 ä',
      '2 B',
      '2 a/i',
      '3 @s/a',
      '3 a',
      '3 ä',
      '3 b',
      '3 B',
      '3 a/i',
    ])
  })

  it('nothing for a package whose bytes are unknown', () => {
    expect(scriptsInOrder([at(A)], new Map())).toEqual([])
  })
})

describe('boxLockfile', () => {
  const files = boxLockfile('project', '2.0.0', [
    at(A, { resolved: 'https://registry.example/a/-/a-1.0.0.tgz' }),
    item('real', { location: 'node_modules/alias', version: '3.0.0' }),
    at(INNER, { direct: false, integrity: null }),
    at(C, { source: 'remote', resolved: 'https://user:secret@files.example/c.tgz' }),
  ])
  const [manifest, lockfile] = files.map(({ text }) => JSON.parse(text) as Record<string, unknown>)

  it('asks for what is direct, by the name it is installed under', () => {
    expect(manifest).toEqual({
      name: 'project',
      version: '2.0.0',
      private: true,
      dependencies: { a: '1.0.0', alias: '3.0.0', c: '1.0.0' },
    })
  })

  it('holds the tree, and no address that may hold a password', () => {
    expect(lockfile).toMatchObject({
      lockfileVersion: 3,
      packages: {
        '': { name: 'project' },
        [A]: {
          version: '1.0.0',
          resolved: 'https://registry.example/a/-/a-1.0.0.tgz',
          integrity: 'sha512-a',
        },
        [INNER]: { version: '1.0.0' },
      },
    })
    expect(files.map(({ text }) => text).join()).not.toContain('secret')
  })

  it.each([
    ['node_modules/a', 'a'],
    ['node_modules/@s/a', '@s/a'],
    ['node_modules/a/node_modules/@s/b', '@s/b'],
    ['packages/w/node_modules/b', 'b'],
  ])('%s is installed as %s', (location, name) => expect(folderName(location)).toBe(name))
})
