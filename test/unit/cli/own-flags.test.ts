import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OwnFlags, takeOwnFlags } from '../../../src/cli/own-flags.ts'

const DEFAULTS: OwnFlags = {
  strict: false,
  engine: 'auto',
  reports: [],
  history: null,
  policy: null,
  timeout: 300,
  linger: 10,
  yes: false,
  skip: false,
  deep: false,
}

const ARGV: readonly (readonly [typed: string[], npmGets: string[], own: Partial<OwnFlags>])[] = [
  [[], [], {}],
  [['install'], ['install'], {}],
  [['install', 'a', '--strict'], ['install', 'a'], { strict: true }],
  [['--strict', 'ci'], ['ci'], { strict: true }],
  [['ci', '--strict', '--strict'], ['ci'], { strict: true }],
  [['install', '--strict-peer-deps'], ['install', '--strict-peer-deps'], {}],
  [['install', '--strict-ssl=false'], ['install', '--strict-ssl=false'], {}],
  [['install', '--no-strict'], ['install', '--no-strict'], {}],
  [['install', '--strict=true'], ['install', '--strict=true'], {}],
  [['install', '-strict'], ['install', '-strict'], {}],
  [['install', 'strict'], ['install', 'strict'], {}],
  [['run', 'x', '--', '--strict'], ['run', 'x', '--', '--strict'], {}],
  [['run', '--strict', 'x', '--', '--strict'], ['run', 'x', '--', '--strict'], { strict: true }],
  [
    ['run', 'x', '--', '--safe-nonsense', '--safe-engine'],
    ['run', 'x', '--', '--safe-nonsense', '--safe-engine'],
    {},
  ],
  [['run', 'x', '--', '--', '--safe-yes'], ['run', 'x', '--', '--', '--safe-yes'], {}],
  [['--', '--strict'], ['--', '--strict'], {}],
  [['install', '', 'a', ''], ['install', '', 'a', ''], {}],
  [['install', '-', '---', ' ', 'a b'], ['install', '-', '---', ' ', 'a b'], {}],
  [['i', '--tag', '', '--safe-yes', ''], ['i', '--tag', '', ''], { yes: true }],
  [['i', '--safe'], ['i', '--safe'], {}],
  [['i', '--safer-yes'], ['i', '--safer-yes'], {}],
  [['i', '-safe-yes'], ['i', '-safe-yes'], {}],
  [['i', '--safe-engine=docker'], ['i'], { engine: 'docker' }],
  [['i', '--safe-engine', 'bubblewrap', 'a'], ['i', 'a'], { engine: 'bubblewrap' }],
  [['i', '--safe-engine=docker', '--safe-engine=auto'], ['i'], { engine: 'auto' }],
  [['i', '--safe-report=a.json'], ['i'], { reports: ['a.json'] }],
  [['i', '--safe-report=a.sarif'], ['i'], { reports: ['a.sarif'] }],
  [['i', '--safe-report', 'a.json', '--safe-report=b=c.json'], ['i'], { reports: ['a.json', 'b=c.json'] }],
  [['i', '--safe-history=/tmp/h.db'], ['i'], { history: '/tmp/h.db' }],
  [
    ['i', '--safe-history', 'postgres://u@db.example/x?a=b'],
    ['i'],
    { history: 'postgres://u@db.example/x?a=b' },
  ],
  [['i', '--safe-policy=-odd name.json'], ['i'], { policy: '-odd name.json' }],
  [['i', '--safe-timeout=900'], ['i'], { timeout: 900 }],
  [['i', '--safe-timeout', '1.5', '5'], ['i', '5'], { timeout: 1.5 }],
  [['i', '--safe-linger=0'], ['i'], { linger: 0 }],
  [['i', '--safe-linger', '10'], ['i'], { linger: 10 }],
  [['i', '--safe-yes', 'a'], ['i', 'a'], { yes: true }],
  [['i', '--safe-skip', '--json'], ['i', '--json'], { skip: true }],
  [
    ['--safe-yes', 'i', '--safe-linger=3', 'a', '--safe-timeout', '9', '-D'],
    ['i', 'a', '-D'],
    { yes: true, linger: 3, timeout: 9 },
  ],
]

const NPX: readonly (readonly [typed: string[], npxGets: string[], own: Partial<OwnFlags>])[] = [
  [['--strict', 'tsc', '--strict'], ['tsc', '--strict'], { strict: true }],
  [['tsc', '--strict', '--safe-yes'], ['tsc', '--strict', '--safe-yes'], {}],
  [['--safe-timeout', '9', '-y', 'tsc', '--', '--strict'], ['-y', 'tsc', '--', '--strict'], { timeout: 9 }],
  [['-y', '--strict', '--', 'tsc', '--strict'], ['-y', '--', 'tsc', '--strict'], { strict: true }],
  [['', '--strict'], ['', '--strict'], {}],
]

const ENV: readonly (readonly [env: Record<string, string>, typed: string[], own: Partial<OwnFlags>])[] = [
  [{ SAFE_NPM_STRICT: '1' }, [], { strict: true }],
  [{ SAFE_NPM_STRICT: 'TRUE' }, [], { strict: true }],
  [{ SAFE_NPM_STRICT: '0' }, [], {}],
  [{ SAFE_NPM_STRICT: '0' }, ['--strict'], { strict: true }],
  [{ SAFE_NPM_STRICT: '' }, [], {}],
  [{ SAFE_NPM_ENGINE: 'docker' }, [], { engine: 'docker' }],
  [{ SAFE_NPM_ENGINE: 'docker' }, ['--safe-engine=bubblewrap'], { engine: 'bubblewrap' }],
  [{ SAFE_NPM_REPORT: 'e.json' }, [], { reports: ['e.json'] }],
  [
    { SAFE_NPM_REPORT: 'e.json' },
    ['--safe-report=a.json', '--safe-report=b.json'],
    { reports: ['a.json', 'b.json'] },
  ],
  [{ SAFE_NPM_HISTORY: '/h' }, [], { history: '/h' }],
  [{ SAFE_NPM_POLICY: '/p' }, ['--safe-policy=/q'], { policy: '/q' }],
  [{ SAFE_NPM_TIMEOUT: '60', SAFE_NPM_LINGER: '2' }, [], { timeout: 60, linger: 2 }],
  [{ SAFE_NPM_YES: 'yes' }, [], { yes: true }],
  [{ SAFE_NPM_SKIP: 'on' }, [], { skip: true }],
  [{ SAFE_NPM_STRICT: '1' }, ['--', 'x'], { strict: true }],
  [{ safe_npm_strict: '1', SAFE_NPM_SOMETHING: 'x' }, [], {}],
]

const PROBLEMS: readonly (readonly [typed: string[], env: Record<string, string>, problem: string])[] = [
  [['i', '--safe-nonsense'], {}, 'unknown-flag --safe-nonsense null'],
  [['i', '--safe-nonsense=1'], {}, 'unknown-flag --safe-nonsense null'],
  [['i', '--safe-'], {}, 'unknown-flag --safe- null'],
  [['i', '--safe-strict'], {}, 'unknown-flag --safe-strict null'],
  [['i', '--safe-Engine=auto'], {}, 'unknown-flag --safe-Engine null'],
  [['i', '--no-safe-yes'], {}, 'unknown-flag --no-safe-yes null'],
  [['i', '--safe-constructor=1'], {}, 'unknown-flag --safe-constructor null'],
  [['i', '--safe-engine'], {}, 'missing-value --safe-engine null'],
  [['i', '--safe-engine', '--json'], {}, 'missing-value --safe-engine null'],
  [['i', '--safe-policy', '--', 'x'], {}, 'missing-value --safe-policy null'],
  [['i', '--safe-engine=podman'], {}, 'bad-value --safe-engine podman'],
  [['i', '--safe-engine='], {}, 'bad-value --safe-engine '],
  [['i', '--safe-history', ''], {}, 'bad-value --safe-history '],
  [['i', '--safe-policy='], {}, 'bad-value --safe-policy '],
  [['i', '--safe-report=a.htm'], {}, 'bad-value --safe-report a.htm'],
  [['i', '--safe-report=.sarif'], {}, 'bad-value --safe-report .sarif'],
  [['i', '--safe-report=.json'], {}, 'bad-value --safe-report .json'],
  [['i', '--safe-timeout=0'], {}, 'bad-value --safe-timeout 0'],
  [['i', '--safe-timeout=1e3'], {}, 'bad-value --safe-timeout 1e3'],
  [['i', '--safe-timeout=5m'], {}, 'bad-value --safe-timeout 5m'],
  [['i', '--safe-timeout=999999'], {}, 'bad-value --safe-timeout 999999'],
  [['i', '--safe-timeout', '-5'], {}, 'missing-value --safe-timeout null'],
  [['i', '--safe-linger=11'], {}, 'bad-value --safe-linger 11'],
  [['i', '--safe-yes=no'], {}, 'unexpected-value --safe-yes no'],
  [['i', '--strict', '--safe-skip'], {}, 'contradiction --strict --safe-skip'],
  [['i', '--safe-skip'], { SAFE_NPM_STRICT: '1' }, 'contradiction --strict --safe-skip'],
  [['i'], { SAFE_NPM_ENGINE: 'podman' }, 'bad-value SAFE_NPM_ENGINE podman'],
  [['i'], { SAFE_NPM_STRICT: 'maybe' }, 'bad-value SAFE_NPM_STRICT maybe'],
  [['i'], { SAFE_NPM_LINGER: '-1' }, 'bad-value SAFE_NPM_LINGER -1'],
]

describe('takeOwnFlags', () => {
  it.each(ARGV)('npm %j → %j', (typed, npmGets, own) => {
    expect(takeOwnFlags(typed, {})).toEqual({ own: { ...DEFAULTS, ...own }, rest: npmGets, problems: [] })
  })

  it.each(NPX)('npx %j → %j', (typed, npxGets, own) => {
    expect(takeOwnFlags(typed, {}, 'npx')).toEqual({
      own: { ...DEFAULTS, ...own },
      rest: npxGets,
      problems: [],
    })
  })

  it.each(ENV)('%j %j', (env, typed, own) => {
    expect(takeOwnFlags(typed, env)).toMatchObject({ own: { ...DEFAULTS, ...own }, problems: [] })
  })

  it.each(PROBLEMS)('npm %j %j: %s', (typed, env, problem) => {
    const { problems, rest } = takeOwnFlags(typed, env)
    expect(problems.map(({ code, flag, value }) => `${code} ${flag} ${value}`)).toEqual([problem])
    expect(rest.slice(rest.includes('--') ? rest.length : 0).join(' ')).not.toMatch(/--safe-|--no-safe-/)
  })

  it('gives npm exactly what was typed when nothing of it is ours', () => {
    const notOurs = fc.string().filter((text) => text !== '--strict' && !/^--(no-)?safe-/.test(text))
    fc.assert(
      fc.property(fc.array(notOurs), fc.array(fc.string()), (before, behind) => {
        const typed = [...before, '--', ...behind]
        expect(takeOwnFlags(typed, {})).toEqual({ own: DEFAULTS, rest: typed, problems: [] })
      }),
    )
  })

  it('imports nothing: it stands on the start-up path of every npm command', () => {
    const source = readFileSync(new URL('../../../src/cli/own-flags.ts', import.meta.url), 'utf8')
    expect(source).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(/m)
  })
})
