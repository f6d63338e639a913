import { expect, it } from 'vitest'
import { type Place, startFiles } from '../../../../src/cli/setup/start-files.ts'

const place = (files: readonly string[], more: Partial<Place> = {}): Place => ({
  env: {},
  home: '/h',
  platform: 'linux',
  exists: (path) => files.includes(path),
  ...more,
})

it.each([
  ['a bare home', [], ['.bashrc', '.profile']],
  ['.profile', ['/h/.profile'], ['.bashrc', '.profile']],
  ['.bash_profile', ['/h/.bash_profile', '/h/.bash_login'], ['.bashrc', '.bash_profile']],
  ['.bash_login and .profile', ['/h/.bash_login', '/h/.profile'], ['.bashrc', '.bash_login', '.profile']],
])('bash, %s', (_what, files, expected) => {
  expect(startFiles('bash', place(files))).toEqual(expected.map((name) => `/h/${name}`))
})

it('zsh, fish and PowerShell, where their variables say', () => {
  const env = { ZDOTDIR: '/z', XDG_CONFIG_HOME: '/c' }
  expect(startFiles('zsh', place([], { env }))).toEqual(['/z/.zshenv', '/z/.zprofile', '/z/.zshrc'])
  expect(startFiles('fish', place([], { env }))).toEqual(['/c/fish/conf.d/safe-npm.fish'])
  expect(startFiles('powershell', place([], { env }))).toEqual(['/c/powershell/profile.ps1'])
  expect(startFiles('fish', place([], { env: { XDG_CONFIG_HOME: 'relative' } }))).toEqual([
    '/h/.config/fish/conf.d/safe-npm.fish',
  ])
  expect(startFiles('powershell', place([], { home: 'C:\\u', platform: 'win32' }))).toEqual([
    'C:\\u\\Documents\\PowerShell\\profile.ps1',
    'C:\\u\\Documents\\WindowsPowerShell\\profile.ps1',
  ])
})
