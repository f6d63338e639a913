import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface StartFacts {
  readonly platform: string
  readonly isRoot: boolean
  /** Programs that are installed here. */
  readonly has: (program: string) => boolean
}

/** What to type where a place has no daemon that listens. */
export function startLine(from: string, { platform, isRoot, has }: StartFacts): string {
  if (from === 'DOCKER_HOST') return 'unset DOCKER_HOST   (to look in the usual places)'
  if (from === 'Colima' || from === 'context colima') return 'colima start'
  if (from.startsWith('context ')) return 'docker context use default'
  if (from === 'Podman') return 'systemctl --user start podman.socket'
  if (platform !== 'linux') return 'start Docker Desktop'
  const sudo = isRoot ? '' : 'sudo '
  if (has('dockerd')) return `${sudo}systemctl start docker`
  return has('apt-get') ? `${sudo}apt-get install docker.io` : 'install Docker or Podman'
}

export function startFacts(): StartFacts {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin']
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    has: (program) => folders.some((folder) => folder !== '' && existsSync(join(folder, program))),
  }
}
