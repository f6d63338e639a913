import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { npmLibraries } from '../../../src/npm/libraries.ts'
import { readTarFiles } from '../../../src/npm/read-tar.ts'
import { machineNpm } from './real-arborist.ts'

const { tar } = npmLibraries(machineNpm.root)
const wanted = (path: string) => /^(node_modules\/[^/]+\/)*(package\.json|binding\.gyp)$/.test(path)

interface Entry {
  readonly path: string
  readonly text?: string
  readonly type?: string
  readonly link?: string
}

/** Entries as they are given: names of any kind, any type, in any order. */
function tarOf(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(block), Buffer.alloc(1024)])
}

function block({ path, text = '', type = '0', link = '' }: Entry): Buffer {
  const data = Buffer.from(text)
  const header = Buffer.alloc(512)
  header.write(path, 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(type, 156)
  header.write(link, 157, 100)
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)])
}

function pax(fields: Readonly<Record<string, string>>): Entry {
  const records = Object.entries(fields).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    let length = rest.length + 1
    while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length
    return `${length}${rest}`
  })
  return { path: 'PaxHeader/x', type: 'x', text: records.join('') }
}

const long = `package/node_modules/${'n'.repeat(150)}/package.json`
const read = async (bytes: Buffer) =>
  Object.fromEntries((await readTarFiles(tar, bytes, wanted)).map(({ path, text }) => [path, text]))

const CASES: readonly (readonly [
  name: string,
  entries: readonly Entry[],
  files: Readonly<Record<string, string>>,
])[] = [
  ['npm packs', [{ path: 'package/package.json', text: 'a' }], { 'package.json': 'a' }],
  ['another prefix', [{ path: 'v1-foo/package.json', text: 'a' }], { 'package.json': 'a' }],
  ['an absolute prefix', [{ path: '/package.json', text: 'a' }], { 'package.json': 'a' }],
  ['no prefix: npm drops it', [{ path: 'package.json', text: 'a' }], {}],
  ['one folder too deep', [{ path: './package/package.json', text: 'a' }], {}],
  [
    'the last of two with one name wins',
    [
      { path: 'package/package.json', text: 'first' },
      { path: 'package/package.json', text: 'last' },
    ],
    { 'package.json': 'last' },
  ],
  [
    'of two with other prefixes too',
    [
      { path: 'package/package.json', text: 'first' },
      { path: 'other/package.json', text: 'last' },
    ],
    { 'package.json': 'last' },
  ],
  [
    'a long path in a PAX header',
    [pax({ path: long }), { path: 'package/short', text: 'a' }],
    { [long.slice('package/'.length)]: 'a' },
  ],
  [
    'a PAX header that renames',
    [pax({ path: 'package/binding.gyp' }), { path: 'package/README.md', text: '{}' }],
    { 'binding.gyp': '{}' },
  ],
  [
    'a GNU long name',
    [
      { path: '././@LongLink', type: 'L', text: `${long}\0` },
      { path: 'package/short', text: 'a' },
    ],
    { [long.slice('package/'.length)]: 'a' },
  ],
  [
    'links, which npm does not unpack',
    [
      { path: 'package/x', text: 'evil' },
      { path: 'package/package.json', text: 'a' },
      { path: 'package/package.json', type: '1', link: 'package/x' },
      { path: 'package/package.json', type: '2', link: 'x' },
    ],
    { 'package.json': 'a' },
  ],
  [
    'a backslash, which is no border of folders here',
    [
      { path: 'package/package.json', text: 'true one' },
      { path: 'x\\package.json', text: 'decoy' },
      { path: 'x\\y/package.json\\', text: 'decoy' },
    ],
    { 'package.json': 'true one' },
  ],
  ['an old file type', [{ path: 'package/package.json', type: '\0', text: 'a' }], { 'package.json': 'a' }],
  ['a contiguous file', [{ path: 'package/package.json', type: '7', text: 'a' }], { 'package.json': 'a' }],
  ['a folder of that name', [{ path: 'package/package.json/', type: '5' }], {}],
]

describe('readTarFiles', () => {
  for (const [name, entries, files] of CASES) {
    it(name, async () => {
      expect(await read(tarOf(...entries))).toEqual(files)
      expect(await read(gzipSync(tarOf(...entries)))).toEqual(files)
    })
  }

  // All of them land on the manifest when npm unpacks.
  it.each([
    'package//package.json',
    'package/./package.json',
    'package/x/../package.json',
    'package/c:/package.json',
    'package/c:package.json',
    'package///package.json',
    'package/node_modules/./a/package.json',
    'package//binding.gyp',
  ])('refuses a tarball with %s', async (path) => {
    const honest = { path: 'package/package.json', text: '{}' }
    await expect(read(tarOf(honest, { path, text: 'evil' }))).rejects.toThrow('is written as')
    await expect(read(tarOf({ path, text: 'evil' }, honest))).rejects.toThrow('is written as')
  })

  it('refuses a manifest that is too large', async () => {
    const path = 'package/package.json'
    await expect(read(tarOf({ path, text: ' '.repeat(8 * 2 ** 20 + 1) }))).rejects.toThrow('bytes')
  })

  it('ends for bytes that are no archive', async () => {
    const outcome = await Promise.race([
      read(Buffer.from('no archive at all '.repeat(100))).then(
        () => 'ended',
        () => 'ended',
      ),
      new Promise((resolve) => setTimeout(resolve, 3_000, 'hangs')),
    ])
    expect(outcome).toBe('ended')
  })

  it('ends for an archive that is cut off', async () => {
    const whole = gzipSync(tarOf({ path: 'package/package.json', text: '{}'.repeat(2_000) }))
    for (const part of [whole.subarray(0, 20), whole.subarray(0, -8), whole.subarray(0, whole.length >> 1)]) {
      const outcome = await Promise.race([
        read(part).then(
          (files) => (files['package.json'] === undefined ? 'nothing' : 'something'),
          () => 'refused',
        ),
        new Promise((resolve) => setTimeout(resolve, 2_000, 'hangs')),
      ])
      expect(outcome).not.toBe('hangs')
    }
  })
})
