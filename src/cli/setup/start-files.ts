import { posix, win32 } from 'node:path'
import type { Shell } from './shell-scripts.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  readonly env: Environment
  readonly home: string
  readonly platform: string
  readonly exists: (path: string) => boolean
}

/** The files that a shell reads when it starts, as far as ours must be among what they say. ADR 8 has the reasons. */
export function startFiles(shell: Shell, place: Place): readonly string[] {
  switch (shell) {
    case 'bash':
      return bashFiles(place)
    case 'zsh':
      // Every zsh; a login zsh after the system's own files have put theirs first; an interactive one after the
      // version managers.
      return ['.zshenv', '.zprofile', '.zshrc'].map((name) =>
        posix.join(absolute(place.env.ZDOTDIR) ?? place.home, name),
      )
    case 'fish':
      return [posix.join(configHome(place), 'fish', 'conf.d', 'safe-npm.fish')]
    case 'powershell':
      return powerShellFiles(place)
  }
}

/** A login bash reads the first of three, and none may be made that would hide another. */
function bashFiles({ home, exists }: Place): readonly string[] {
  const at = (name: string) => posix.join(home, name)
  const login = ['.bash_profile', '.bash_login'].map(at).find(exists)
  // Others than bash read .profile, too: sh as a login shell, and the sessions of some desktops.
  const profile = login === undefined || exists(at('.profile')) ? [at('.profile')] : []
  return [at('.bashrc'), ...(login === undefined ? [] : [login]), ...profile]
}

/** The profile for all hosts. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_profiles */
function powerShellFiles(place: Place): readonly string[] {
  if (place.platform !== 'win32') return [posix.join(configHome(place), 'powershell', 'profile.ps1')]
  const documents = win32.join(place.home, 'Documents')
  return ['PowerShell', 'WindowsPowerShell'].map((name) => win32.join(documents, name, 'profile.ps1'))
}

function configHome({ env, home }: Place): string {
  return absolute(env.XDG_CONFIG_HOME) ?? posix.join(home, '.config')
}

function absolute(path: string | undefined): string | null {
  return path !== undefined && posix.isAbsolute(path) ? path : null
}
