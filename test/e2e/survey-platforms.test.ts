import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SurveyResult } from '../../src/model/survey.ts'
import { dscaJson } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Packages that say for which platform they are: no machine of these tests is one of AIX.
const LOOKS_UP = { postinstall: "node -e \"require('dns').lookup('metrics.example', () => {})\"" }
const PACKAGES: readonly (readonly [name: string, manifest: object])[] = [
  ['plain', {}],
  ['for-os', { os: ['aix'], cpu: ['ppc64'] }],
  ['for-cpu', { cpu: 'mips' }],
  ['for-libc', { libc: ['none-such'] }],
  ['for-node', { engines: { node: '>=999' } }],
  ['not-here', { os: [`!${process.platform}`] }],
  ['looks-up-there', { os: ['aix'], scripts: LOOKS_UP }],
  ['needs-other', { dependencies: { 'for-os': '1.0.0' } }],
  ['needs-scripts', { dependencies: { 'looks-up-there': '1.0.0' } }],
  ['there-with-scripts-here', { os: ['aix'], dependencies: { 'looks-up-here': '1.0.0' } }],
  ['looks-up-here', { scripts: LOOKS_UP }],
  ['may-have', { optionalDependencies: { 'looks-up-there': '1.0.0', 'for-os': '1.0.0', plain: '1.0.0' } }],
  ['may-have-deeper', { os: ['aix'], optionalDependencies: { 'needs-scripts': '1.0.0' } }],
  // Two that cannot be had together: npm refuses before it asks for the platform.
  ['quarrels', { os: ['aix'], peerDependencies: { plain: '1.0.0', 'wants-two': '1.0.0' } }],
  ['wants-two', { peerDependencies: { plain: '2.0.0' } }],
]

let registry: LoopbackRegistry
let world: World
const results = new Map<string, SurveyResult>()
const of = (name: string) => {
  const { verdict, basis, packages, scripted, attempts, reason } = results.get(name) as SurveyResult
  return { verdict, basis, packages, scripted, attempts, reason }
}

beforeAll(async () => {
  registry = await startRegistry()
  const made = PACKAGES.map(([name, more]) => makePackage({ name, version: '1.0.0', ...more }))
  await registry.publish(...made, makePackage({ name: 'plain', version: '2.0.0' }))
  world = await createWorld({ registry, env: { npm_config_engine_strict: 'true' } })
  await world.write('names.txt', PACKAGES.map(([name]) => name).join('\n'))
  const { code, stderr } = await dscaJson(world, ['survey', 'start', 'names.txt'])
  expect(code, stderr).toBe(0)
  for (const one of await resultsOf(world)) results.set(one.name, one)
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await registry?.[Symbol.asyncDispose]()
})

const INERT = { verdict: 'clean', basis: 'inert', scripted: [], attempts: 1, reason: null }
const NOT_HERE = { verdict: 'inconclusive', basis: 'none', attempts: 1 }

describe('a package for another platform', () => {
  it.each([
    ['plain', 1],
    ['for-os', 1],
    ['for-cpu', 1],
    ['for-libc', 1],
    ['for-node', 1],
    ['not-here', 1],
    ['needs-other', 2],
  ])('%s has nothing to run: read, and once', (name, packages) => {
    expect(of(name)).toEqual({ ...INERT, packages })
  })

  it.each([
    ['looks-up-there', 'looks-up-there@1.0.0', 'looks-up-there@1.0.0 is made for aix'],
    ['needs-scripts', 'looks-up-there@1.0.0', 'looks-up-there@1.0.0 is made for aix'],
    ['there-with-scripts-here', 'looks-up-here@1.0.0', 'there-with-scripts-here@1.0.0 is made for aix'],
  ])('%s has scripts in its tree, which cannot run here', (name, scripted, words) => {
    const one = of(name)
    expect(one).toMatchObject({ ...NOT_HERE, scripted: [scripted] })
    expect(one.reason).toBe(`${words}: what of this tree has install scripts cannot run here`)
  })

  it('is not installed where it is optional', () => {
    expect(of('may-have')).toEqual({ ...INERT, packages: 2 })
    expect(of('may-have-deeper')).toEqual({ ...INERT, packages: 1 })
  })

  it('has conflicts as any other', () => {
    expect(of('quarrels')).toMatchObject({ ...NOT_HERE, packages: 0 })
    expect(of('quarrels').reason).toMatch(/resolve/i)
  })
})
