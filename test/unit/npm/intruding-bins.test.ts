import { describe, expect, it } from 'vitest'
import { binNames, intrudingBins } from '../../../src/npm/intruding-bins.ts'

const at = (location: string, ...bins: string[]) => ({ location, bins })
const A = 'node_modules/a'
const B = 'node_modules/b'
const SCOPED = 'node_modules/@s/b'

const CASES: readonly (readonly [
  name: string,
  bearers: Parameters<typeof intrudingBins>[0],
  location: string,
  intruders: readonly string[],
])[] = [
  ['no executables', [at(A), at(B)], A, []],
  ['an executable of its own name', [at(B, 'b')], A, []],
  ['one that is called node', [at(B, 'node')], A, [B]],
  ['one of a scoped package', [at(SCOPED, 'sh')], A, [SCOPED]],
  ['one with an ending of Windows', [at(B, 'git.exe')], A, [B]],
  ['not for itself', [at(B, 'node')], B, []],
  ['below another package: on the PATH of that package alone', [at(`${B}/node_modules/c`, 'node')], A, []],
  ['for the package that it lies in', [at(`${B}/node_modules/c`, 'node')], B, [`${B}/node_modules/c`]],
  [
    'for what lies beside it',
    [at(`${B}/node_modules/c`, 'node')],
    `${B}/node_modules/d`,
    [`${B}/node_modules/c`],
  ],
  ['not for a package whose name begins alike', [at(`${B}/node_modules/c`, 'node')], `${B}b`, []],
  ['two that claim one name', [at(A, 'build-it'), at(B, 'build-it')], 'node_modules/c', [A, B]],
  ['one name in two folders', [at(A, 'x'), at(`${B}/node_modules/a`, 'x')], 'node_modules/c', []],
]

describe('intrudingBins', () => {
  for (const [name, bearers, location, intruders] of CASES) {
    it(name, () => expect(intrudingBins(bearers)(location)).toEqual(intruders))
  }
})

describe('binNames', () => {
  it.each([
    [{ name: 'a', bin: { x: 'x.js', y: 'y.js' } }, ['x', 'y']],
    [{ name: 'a', bin: 'cli.js' }, ['a']],
    [{ name: '@s/a', bin: 'cli.js' }, ['a']],
    [{ name: 'a' }, []],
    [{ name: 'a', bin: null }, []],
  ])('%j', (manifest, names) => expect(binNames({ package: manifest })).toEqual(names))
})
