import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { daemonPlaces, type PlaceFacts } from '../../../../src/sandbox/docker/daemon-places.ts'

const idOf = (name: string) => createHash('sha256').update(name).digest('hex')
const metaOf = (name: string, folder = '/home/u/.docker') => `${folder}/contexts/meta/${idOf(name)}/meta.json`
const tlsOf = (name: string) => `/home/u/.docker/contexts/tls/${idOf(name)}/docker`
const endpoint = (Host: unknown) => JSON.stringify({ Endpoints: { docker: { Host } } })

interface Case {
  readonly env?: Readonly<Record<string, string>>
  /** Files with their text; whatever is named exists. */
  readonly files?: Readonly<Record<string, string>>
  readonly platform?: string
  readonly uid?: number | null
}

function facts({ env = {}, files = {}, platform = 'linux', uid = 1000 }: Case): PlaceFacts {
  return {
    env,
    home: platform === 'win32' ? 'C:\\Users\\u' : '/home/u',
    platform,
    uid,
    read: (path) => files[path] ?? null,
    exists: (path) => path in files,
  }
}

const short = (one: Case) => daemonPlaces(facts(one)).map(({ url, from }) => `${from}: ${url}`)

const HOSTS = [
  'unix:///tmp/d.sock',
  'npipe:////./pipe/other',
  'tcp://10.0.0.1:2375',
  'http://10.0.0.1',
  'https://10.0.0.1',
  'ssh://u@10.0.0.1',
  'no address at all',
]

describe('DOCKER_HOST', () => {
  it.each(HOSTS)('%s is the only place', (url) => {
    const context = {
      '/home/u/.docker/config.json': '{"currentContext":"colima"}',
      '/var/run/docker.sock': '',
    }
    expect(
      daemonPlaces(facts({ env: { DOCKER_HOST: url, DOCKER_CONTEXT: 'other' }, files: context })),
    ).toEqual([
      {
        url,
        from: 'DOCKER_HOST',
        certificates: url.startsWith('https:') ? '/home/u/.docker' : null,
        chosen: true,
      },
    ])
  })

  it('that is empty is not set', () => {
    expect(short({ env: { DOCKER_HOST: '' } })).toEqual(['default socket: unix:///var/run/docker.sock'])
  })

  const CERTIFICATES: readonly (readonly [name: string, env: Record<string, string>, string | null])[] = [
    ['none without DOCKER_TLS_VERIFY', {}, null],
    ['none with a path alone', { DOCKER_CERT_PATH: '/certs' }, null],
    ['none when DOCKER_TLS_VERIFY is empty', { DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '/certs' }, null],
    ['those of DOCKER_CERT_PATH', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }, '/certs'],
    ['whatever DOCKER_TLS_VERIFY says', { DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: '/certs' }, '/certs'],
    ["the configuration's otherwise", { DOCKER_TLS_VERIFY: '1' }, '/home/u/.docker'],
    [
      "the configuration's for an empty path",
      { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '' },
      '/home/u/.docker',
    ],
    ['those of DOCKER_CONFIG', { DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: '/conf' }, '/conf'],
  ]
  it.each(CERTIFICATES)('has certificates: %s', (_name, env, expected) => {
    const [place] = daemonPlaces(facts({ env: { DOCKER_HOST: 'tcp://10.0.0.1', ...env } }))
    expect(place?.certificates).toBe(expected)
  })
})

const CONFIG = '/home/u/.docker/config.json'
const DEFAULT = ['default socket: unix:///var/run/docker.sock']
const two = { [metaOf('colima')]: endpoint('unix:///c.sock'), [metaOf('far')]: endpoint('ssh://far') }

const CONTEXTS: readonly (readonly [name: string, Case, readonly string[]])[] = [
  [
    'currentContext',
    { files: { ...two, [CONFIG]: '{"currentContext":"colima"}' } },
    ['context colima: unix:///c.sock'],
  ],
  ['DOCKER_CONTEXT', { env: { DOCKER_CONTEXT: 'far' }, files: two }, ['context far: ssh://far']],
  [
    'DOCKER_CONTEXT over currentContext',
    { env: { DOCKER_CONTEXT: 'far' }, files: { ...two, [CONFIG]: '{"currentContext":"colima"}' } },
    ['context far: ssh://far'],
  ],
  [
    'currentContext when DOCKER_CONTEXT is empty',
    { env: { DOCKER_CONTEXT: '' }, files: { ...two, [CONFIG]: '{"currentContext":"colima"}' } },
    ['context colima: unix:///c.sock'],
  ],
  [
    'the default sockets for DOCKER_CONTEXT=default, whatever is current',
    { env: { DOCKER_CONTEXT: 'default' }, files: { ...two, [CONFIG]: '{"currentContext":"colima"}' } },
    DEFAULT,
  ],
  [
    'the default sockets for the current context `default`',
    { files: { [CONFIG]: '{"currentContext":"default"}' } },
    DEFAULT,
  ],
  ['nothing for a context that does not exist', { env: { DOCKER_CONTEXT: 'gone' } }, ['context gone: ']],
  [
    'nothing for a context whose file is broken',
    { env: { DOCKER_CONTEXT: 'far' }, files: { [metaOf('far')]: '{"Endpoints":' } },
    ['context far: '],
  ],
  ...[
    'null',
    '[]',
    '"text"',
    '{"Endpoints":null}',
    '{"Endpoints":{"docker":null}}',
    endpoint(7),
    endpoint(''),
  ].map((text): [string, Case, readonly string[]] => [
    `nothing for a context that says ${text}`,
    { env: { DOCKER_CONTEXT: 'far' }, files: { [metaOf('far')]: text } },
    ['context far: '],
  ]),
  ...['{"currentContext"', '', 'null', '{"currentContext":7}', '{"auths":{}}'].map(
    (text): [string, Case, readonly string[]] => [
      `the default sockets for the configuration ${text}`,
      { files: { [CONFIG]: text } },
      DEFAULT,
    ],
  ),
  [
    'what is in DOCKER_CONFIG',
    {
      env: { DOCKER_CONFIG: '/conf' },
      files: {
        '/conf/config.json': '{"currentContext":"far"}',
        [metaOf('far', '/conf')]: endpoint('tcp://far'),
      },
    },
    ['context far: tcp://far'],
  ],
  [
    'what is in the home when DOCKER_CONFIG is empty',
    { env: { DOCKER_CONFIG: '' }, files: { ...two, [CONFIG]: '{"currentContext":"far"}' } },
    ['context far: ssh://far'],
  ],
]

describe('the context is', () => {
  it.each(CONTEXTS)('%s', (_name, one, expected) => expect(short(one)).toEqual(expected))

  it('chosen, with its own certificates where it has some', () => {
    const env = { DOCKER_CONTEXT: 'far', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/others' }
    const files = { [metaOf('far')]: endpoint('tcp://far') }
    expect(daemonPlaces(facts({ env, files }))).toMatchObject([{ certificates: null, chosen: true }])
    expect(daemonPlaces(facts({ env, files: { ...files, [tlsOf('far')]: '' } }))).toMatchObject([
      { certificates: tlsOf('far'), chosen: true },
    ])
  })
})

/** In their order. */
const SOCKETS = [
  ['/var/run/docker.sock', 'default socket'],
  ['/home/u/.docker/run/docker.sock', 'Docker Desktop'],
  ['/home/u/.docker/desktop/docker.sock', 'Docker Desktop'],
  ['/run/user/1000/docker.sock', 'rootless Docker'],
  ['/home/u/.colima/default/docker.sock', 'Colima'],
  ['/home/u/.config/colima/default/docker.sock', 'Colima'],
  ['/home/u/.rd/docker.sock', 'Rancher Desktop'],
  ['/home/u/.orbstack/run/docker.sock', 'OrbStack'],
  ['/run/user/1000/podman/podman.sock', 'Podman'],
  ['/run/podman/podman.sock', 'Podman'],
  ['/home/u/.local/share/containers/podman/machine/podman.sock', 'Podman'],
] as const

describe('without a choice', () => {
  it.each(SOCKETS)('%s is found', (path, from) => {
    expect(daemonPlaces(facts({ files: { [path]: '' } }))).toEqual([
      { url: `unix://${path}`, from, certificates: null, chosen: false },
    ])
  })

  it('what exists is tried in this order', () => {
    const files = Object.fromEntries([...SOCKETS].reverse().map(([path]) => [path, '']))
    expect(short({ files })).toEqual(SOCKETS.map(([path, from]) => `${from}: unix://${path}`))
  })

  const RUNTIME: readonly (readonly [name: string, Case, found: boolean])[] = [
    ['of XDG_RUNTIME_DIR', { env: { XDG_RUNTIME_DIR: '/rt' }, files: { '/rt/docker.sock': '' } }, true],
    ['of the user without XDG_RUNTIME_DIR', { files: { '/run/user/1000/docker.sock': '' } }, true],
    [
      'of the user when it is empty',
      { env: { XDG_RUNTIME_DIR: '' }, files: { '/run/user/1000/docker.sock': '' } },
      true,
    ],
    [
      'of nobody where there are no users',
      { uid: null, files: { '/run/user/null/docker.sock': '', '/docker.sock': '' } },
      false,
    ],
  ]
  it.each(RUNTIME)('the rootless socket is that %s', (_name, one, found) => {
    expect(short(one).some((text) => text.startsWith('rootless Docker'))).toBe(found)
  })

  it('the usual place is named where nothing is', () => expect(short({})).toEqual(DEFAULT))

  it('Windows has a pipe, and its contexts lie where Windows has them', () => {
    expect(short({ platform: 'win32', uid: null })).toEqual(['default pipe: npipe:////./pipe/docker_engine'])
    const name = 'desktop-linux'
    const files = {
      'C:\\Users\\u\\.docker\\config.json': JSON.stringify({ currentContext: name }),
      [`C:\\Users\\u\\.docker\\contexts\\meta\\${idOf(name)}\\meta.json`]:
        endpoint('npipe:////./pipe/desktop'),
    }
    expect(short({ platform: 'win32', uid: null, files })).toEqual([
      `context ${name}: npipe:////./pipe/desktop`,
    ])
  })
})
