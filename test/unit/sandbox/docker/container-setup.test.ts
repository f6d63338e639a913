import { describe, expect, it } from 'vitest'
import { containerSetup } from '../../../../src/sandbox/docker/container-setup.ts'
import { SETUP } from './setup.ts'

const moved = (project: string, home = '/home/u') => {
  const { paths } = containerSetup({ ...SETUP, paths: { ...SETUP.paths, project, home } })
  return `${paths.home} ${paths.project}`
}

const PLACES = [
  ['a project in the home', '/home/u/app', '/home/u', '/home/u /home/u/app'],
  ['a project that is the home', '/home/u', '/home/u', '/home/u /home/u'],
  ['a project elsewhere', '/srv/app', '/home/u', '/home/u /srv/app'],
  ["a project below the system's folders", '/usr/src/app', '/root', '/root /usr/src/app'],
  ['a project of Windows below WSL', '/mnt/c/Users/u/app', '/home/u', '/home/u /mnt/c/Users/u/app'],
  ['a project on a stick', '/run/media/u/stick/app', '/home/u', '/home/u /run/media/u/stick/app'],
  ['a project in a temporary folder', '/tmp/app', '/tmp/home', '/tmp/home /tmp/app'],
  ['folders of macOS', '/Users/u/app', '/Users/u', '/Users/u /Users/u/app'],
  ['folders of Windows', 'C:\\Users\\u\\app', 'C:\\Users\\u', '/home/u /home/u/project'],
  ['a home that is the root', '/srv/app', '/', '/home/u /srv/app'],
  ['a project that is the root', '/', '/home/u', '/home/u /home/u/project'],
  ['a project that is the root, in other words', '/srv/..', '/home/u', '/home/u /home/u/project'],
  ['a home of nobody', '/srv/app', '', '/home/u /srv/app'],
  // These would hide the programs, the sensor's files or npm; the kernel's own have nothing of anybody's.
  ...[
    '/usr',
    '/usr/',
    '/usr/bin',
    '/usr/local',
    '/usr/local/lib',
    '/bin',
    '/lib64',
    '/etc',
    '/etc/app',
    '/run',
    '/mnt',
  ].map((project) => [`a project at ${project}`, project, '/home/u', '/home/u /home/u/project'] as const),
  ...['/run/etc/x', '/usr/local/lib/node_modules/x', '/proc/1', '/sys', '/dev/shm/x'].map(
    (project) => [`a project at ${project}`, project, '/home/u', '/home/u /home/u/project'] as const,
  ),
] as const

describe('in a container', () => {
  it.each(PLACES)('%s', (_name, project, home, expected) => expect(moved(project, home)).toBe(expected))

  it.each([
    ['/bin/bash', '/bin/bash'],
    ['/bin/sh', '/bin/sh'],
    ['/usr/bin/zsh', '/bin/bash'],
    ['C:\\Windows\\cmd.exe', '/bin/bash'],
  ])('the shell %s is %s', (shell, expected) => {
    expect(containerSetup({ ...SETUP, user: { ...SETUP.user, shell } }).user).toMatchObject({
      shell: expected,
    })
  })

  it("what names the host's places names the image's", () => {
    const names = [
      'INIT_CWD',
      'NODE',
      'SHELL',
      'npm_node_execpath',
      'npm_execpath',
      'npm_config_cache',
      'npm_config_userconfig',
      'npm_config_local_prefix',
    ]
    const env = Object.fromEntries([...names, 'PATH', 'HOME'].map((name) => [name, `/host/${name}`]))
    const { env: here, paths } = containerSetup({ ...SETUP, env })
    expect(Object.values(here).filter((value) => value.startsWith('/host'))).toEqual([])
    expect(here).toMatchObject({ HOME: '/home/u', INIT_CWD: '/home/u/app', npm_config_cache: '/home/u/.npm' })
    expect(here.npm_execpath).toBe(`${paths.npm}/bin/npm-cli.js`)
  })

  it('nothing is said that the plan does not say, but for what is needed', () => {
    const { env } = containerSetup({ ...SETUP, env: { LANG: 'C', npm_config_loglevel: 'silly' } })
    expect(Object.keys(env).sort()).toEqual([
      'HOME',
      'LANG',
      'PATH',
      'npm_config_loglevel',
      'npm_config_nodedir',
    ])
    expect(env).toMatchObject({ LANG: 'C', npm_config_loglevel: 'silly' })
  })

  it('registries, limits and the user are as planned', () => {
    const { registries, limits, user } = containerSetup(SETUP)
    expect({ registries, limits, user }).toEqual({
      registries: SETUP.registries,
      limits: SETUP.limits,
      user: SETUP.user,
    })
  })
})
