import { describe, expect, it } from 'vitest'
import { splitSpec } from '../../../src/cli/commands/history.ts'
import { settingsOf } from '../../../src/cli/dsca-options.ts'
import { UsageError } from '../../../src/cli/error.ts'

describe('settingsOf', () => {
  it.each([
    [{}, {}, { engine: 'auto', history: null, timeout: 300 }],
    [{ history: '/h' }, { SAFE_NPM_HISTORY: '/e' }, { history: '/h' }],
    [{}, { SAFE_NPM_HISTORY: '/e', SAFE_NPM_ENGINE: 'docker' }, { history: '/e', engine: 'docker' }],
    [
      { report: ['a.json', 'b.json'], strict: true, linger: '2' },
      {},
      { reports: ['a.json', 'b.json'], strict: true, linger: 2 },
    ],
    [{ policy: '-p' }, {}, { policy: '-p' }],
    [{ strict: true }, { SAFE_NPM_SKIP: '1' }, { strict: true, skip: false }],
  ])('%j %j', (given, env, settings) => {
    expect(settingsOf({ json: false, ...given }, env)).toMatchObject(settings)
  })

  it.each([
    [{ engine: 'podman' }, {}, /^--engine cannot be 'podman'/],
    [{ timeout: '' }, {}, /^--timeout cannot be ''/],
    [{ report: ['a.json', 'a.htm'] }, {}, /^--report cannot be 'a\.htm'/],
    [{}, { SAFE_NPM_LINGER: '11' }, /^SAFE_NPM_LINGER cannot be '11'/],
  ])('refuses %j %j', (given, env, message) => {
    const settings = () => settingsOf({ json: false, ...given }, env)
    expect(settings).toThrow(UsageError)
    expect(settings).toThrow(message)
  })
})

it.each([
  ['left-padd', 'left-padd', null],
  ['left-padd@1.3.1', 'left-padd', '1.3.1'],
  ['@scope/name', '@scope/name', null],
  ['@scope/name@1.0.0', '@scope/name', '1.0.0'],
  ['a@', 'a', ''],
])('%s is package %s, version %s', (spec, name, version) => {
  expect(splitSpec(spec)).toEqual({ name, version })
})
