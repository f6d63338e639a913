import { describe, expect, it } from 'vitest'
import { readContents } from '../../../src/tree/contents.ts'

const manifest = (fields: object) => ({
  path: 'package.json',
  text: JSON.stringify({ name: 'a', version: '1.0.0', ...fields }),
})
const gyp = { path: 'binding.gyp', text: '{}' }
const GYP = { install: 'node-gyp rebuild' }

const SCRIPTS: readonly (readonly [
  name: string,
  files: Parameters<typeof readContents>[0],
  scripts: object,
])[] = [
  ['none', [manifest({})], {}],
  [
    'all three',
    [manifest({ scripts: { preinstall: 'a', install: 'b', postinstall: 'c' } })],
    { preinstall: 'a', install: 'b', postinstall: 'c' },
  ],
  [
    'others, which npm does not run',
    [manifest({ scripts: { prepare: 'a', test: 'b', prepublish: 'c', dependencies: 'd' } })],
    {},
  ],
  ['an empty one', [manifest({ scripts: { install: '' } })], {}],
  ['what is no text', [manifest({ scripts: { install: ['a'], preinstall: 1, postinstall: { a: 1 } } })], {}],
  ['a list', [manifest({ scripts: ['install'] })], {}],
  ['text', [manifest({ scripts: 'install' })], {}],
  ['null', [manifest({ scripts: null })], {}],
  ['those of Object', [manifest({ scripts: {} }), { path: 'x', text: '' }], {}],
  ['a binding.gyp alone', [manifest({}), gyp], GYP],
  ['a binding.gyp and install', [manifest({ scripts: { install: 'x' } }), gyp], { install: 'x' }],
  ['a binding.gyp and preinstall', [manifest({ scripts: { preinstall: 'x' } }), gyp], { preinstall: 'x' }],
  [
    'a binding.gyp and postinstall',
    [manifest({ scripts: { postinstall: 'x' } }), gyp],
    { ...GYP, postinstall: 'x' },
  ],
  ['a binding.gyp and an empty install', [manifest({ scripts: { install: '' } }), gyp], GYP],
  ['a binding.gyp, switched off', [manifest({ gypfile: false }), gyp], {}],
  ['a binding.gyp, switched off by text', [manifest({ gypfile: 'false' }), gyp], GYP],
  ['a binding.gyp, switched off by 0', [manifest({ gypfile: 0 }), gyp], GYP],
  ['gypfile without a binding.gyp', [manifest({ gypfile: true })], {}],
  ['a binding.gyp further down', [manifest({}), { path: 'deps/binding.gyp', text: '{}' }], {}],
  ['a binding.gyp without a manifest', [gyp], GYP],
  [
    'a byte order mark',
    [{ path: 'package.json', text: `\uFEFF${JSON.stringify({ scripts: { install: 'x' } })}` }],
    { install: 'x' },
  ],
  ['no JSON', [{ path: 'package.json', text: '{ scripts: }' }], {}],
  ['no JSON and a binding.gyp', [{ path: 'package.json', text: '<' }, gyp], GYP],
  ['JSON that is no object', [{ path: 'package.json', text: '[{"scripts":{"install":"x"}}]' }], {}],
  [
    'the same key twice: the last',
    [{ path: 'package.json', text: '{"scripts":{"install":"a"},"scripts":{"install":"b"}}' }],
    { install: 'b' },
  ],
  [
    'a key that is a prototype',
    [{ path: 'package.json', text: '{"__proto__":{"scripts":{"install":"x"}}}' }],
    {},
  ],
  ['nothing at all', [], {}],
]

describe('readContents', () => {
  for (const [name, files, scripts] of SCRIPTS) {
    it(`scripts: ${name}`, () => expect(readContents(files, 'sha512-a').get('')?.scripts).toEqual(scripts))
  }

  it.each([
    [{ bin: 'cli.js' }, true],
    [{ bin: { a: 'cli.js' } }, true],
    [{ directories: { bin: 'bin' } }, true],
    [{ directories: { lib: 'lib' } }, false],
    [{}, false],
  ])('executables of %j: %s', (fields, hasBin) => {
    expect(readContents([manifest(fields)], 'sha512-a').get('')?.hasBin).toBe(hasBin)
  })

  it.each([
    [{ dependencies: { a: '1' }, optionalDependencies: { a: '1', b: '2' } }, ['a', 'b']],
    [{ dependencies: ['a'], optionalDependencies: 'b' }, []],
    [{}, []],
  ])('depends on what it says: %j', (fields, names) => {
    expect(readContents([manifest(fields)], 'sha512-a').get('')?.dependencies).toEqual(names)
  })

  it.each([
    [{ name: 'a', version: '1.0.0' }, 'a', '1.0.0'],
    [{ name: ['a'], version: 1 }, null, null],
  ])('is called what it says: %j', (fields, name, version) => {
    expect(readContents([manifest(fields)], 'sha512-a').get('')).toMatchObject({
      name,
      version,
      integrity: 'sha512-a',
    })
  })

  it('reads what is bundled, at its place', () => {
    const at = (folder: string, fields: object) => ({
      path: `${folder}/package.json`,
      text: JSON.stringify(fields),
    })
    const contents = readContents(
      [
        manifest({}),
        at('node_modules/b', { name: 'b', scripts: { install: 'x' } }),
        at('node_modules/@s/c', { name: '@s/c' }),
        at('node_modules/b/node_modules/d', { name: 'd' }),
        { path: 'node_modules/@s/c/binding.gyp', text: '' },
        { path: 'node_modules/no-manifest/binding.gyp', text: '' },
      ],
      'sha512-a',
    )
    expect(
      Object.fromEntries([...contents].map(([folder, { scripts }]) => [folder, Object.keys(scripts)])),
    ).toEqual({
      '': [],
      'node_modules/b': ['install'],
      'node_modules/@s/c': ['install'],
      'node_modules/b/node_modules/d': [],
    })
    expect([...contents.values()].every(({ integrity }) => integrity === 'sha512-a')).toBe(true)
  })
})
