import { accessSync, constants, existsSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { SHELLS, type Shell } from './shell-scripts.ts'
import { type Place, startFiles } from './start-files.ts'

const PROGRAMS: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['bash'],
  zsh: ['zsh'],
  fish: ['fish'],
  powershell: ['pwsh', 'pwsh.exe', 'powershell.exe'],
}

/** Those that are installed, the user's own, and those with start files from elsewhere. */
export function shellsHere(place: Place): readonly Shell[] {
  const own = basename(place.env.SHELL ?? '')
  const folders = (place.env.PATH ?? '').split(delimiter)
  return SHELLS.filter(
    (shell) =>
      PROGRAMS[shell].some(
        (program) => program === own || folders.some((folder) => isProgram(join(folder, program))),
      ) || startFiles(shell, place).some((file) => file.endsWith('rc') && existsSync(file)),
  )
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
