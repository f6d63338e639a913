import { describe, expect, it } from 'vitest'
import { dataPaths, defaultHistoryPath } from '../../../src/shared/paths.ts'

type Env = Readonly<Record<string, string>>
const CASES: readonly (readonly [
  name: string,
  platform: string,
  env: Env,
  history: string,
  captures: string,
  cache: string,
])[] = [
  [
    'linux',
    'linux',
    {},
    '/h/.local/share/safe-npm/history.db',
    '/h/.local/state/safe-npm/captures',
    '/h/.cache/safe-npm',
  ],
  [
    'linux with XDG',
    'linux',
    { XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' },
    '/d/safe-npm/history.db',
    '/s/safe-npm/captures',
    '/c/safe-npm',
  ],
  [
    'linux with relative or empty XDG',
    'linux',
    { XDG_DATA_HOME: 'd', XDG_STATE_HOME: '', XDG_CACHE_HOME: './c' },
    '/h/.local/share/safe-npm/history.db',
    '/h/.local/state/safe-npm/captures',
    '/h/.cache/safe-npm',
  ],
  [
    'mac',
    'darwin',
    { XDG_DATA_HOME: '/d' },
    '/h/Library/Application Support/safe-npm/history.db',
    '/h/Library/Application Support/safe-npm/State/captures',
    '/h/Library/Caches/safe-npm',
  ],
  [
    'windows',
    'win32',
    {},
    '\\h\\AppData\\Local\\safe-npm\\Data\\history.db',
    '\\h\\AppData\\Local\\safe-npm\\State\\captures',
    '\\h\\AppData\\Local\\safe-npm\\Cache',
  ],
  [
    'windows with LOCALAPPDATA',
    'win32',
    { LOCALAPPDATA: 'D:\\L' },
    'D:\\L\\safe-npm\\Data\\history.db',
    'D:\\L\\safe-npm\\State\\captures',
    'D:\\L\\safe-npm\\Cache',
  ],
]

const POLICIES: readonly (readonly [platform: string, env: Env, policy: string, trust: string])[] = [
  ['linux', {}, '/h/.config/safe-npm/safe-npm.policy.json', '/h/.local/share/safe-npm/trust'],
  [
    'linux',
    { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' },
    '/c/safe-npm/safe-npm.policy.json',
    '/d/safe-npm/trust',
  ],
  [
    'linux',
    { XDG_CONFIG_HOME: './c' },
    '/h/.config/safe-npm/safe-npm.policy.json',
    '/h/.local/share/safe-npm/trust',
  ],
  [
    'darwin',
    {},
    '/h/Library/Preferences/safe-npm/safe-npm.policy.json',
    '/h/Library/Application Support/safe-npm/trust',
  ],
  [
    'win32',
    { APPDATA: 'D:\\R' },
    'D:\\R\\safe-npm\\Config\\safe-npm.policy.json',
    '\\h\\AppData\\Local\\safe-npm\\Data\\trust',
  ],
]

describe('policies', () => {
  for (const [platform, env, policy, trust] of POLICIES)
    it(`${platform} ${JSON.stringify(env)}`, () =>
      expect(dataPaths(env, '/h', platform)).toMatchObject({ policy, trust }))
})

describe('dataPaths', () => {
  for (const [name, platform, env, history, captures, cache] of CASES) {
    it(name, () => {
      expect(dataPaths(env, '/h', platform)).toMatchObject({ history, captures, cache })
      expect(defaultHistoryPath(env, '/h', platform)).toBe(history)
    })
  }
})
