import { posix } from 'node:path'
import { TARBALLS_IN_BOX } from '../paths.ts'
import type { BoxSetup } from '../plan.ts'
import { LAYOUT } from './layout.ts'

const SHELLS = new Set(['/bin/sh', '/bin/bash', '/usr/bin/sh', '/usr/bin/bash'])

/** The box as it is planned for this machine, with the places where the image has things. */
export function containerSetup(setup: BoxSetup): BoxSetup {
  const { user, env } = setup
  const shell = SHELLS.has(user.shell) ? user.shell : '/bin/bash'
  const home = inContainer(setup.paths.home, `/home/${user.name}`)
  const project = inContainer(setup.paths.project, `${home}/project`)
  const paths = { project, home, node: LAYOUT.node, npm: LAYOUT.npm }
  const moved: Record<string, string> = {
    PATH: LAYOUT.path,
    HOME: home,
    SHELL: shell,
    INIT_CWD: project,
    NODE: LAYOUT.node,
    npm_node_execpath: LAYOUT.node,
    npm_execpath: `${LAYOUT.npm}/bin/npm-cli.js`,
    npm_config_cache: `${home}/.npm`,
    npm_config_userconfig: `${home}/.npmrc`,
    npm_config_local_prefix: project,
    npm_config_nodedir: LAYOUT.headers,
  }
  const needed = new Set(['PATH', 'HOME', 'npm_config_nodedir'])
  const changes = Object.entries(moved).filter(([name]) => name in env || needed.has(name))
  return { ...setup, paths, user: { ...user, shell }, env: { ...env, ...Object.fromEntries(changes) } }
}

/** What is behind these is the kernel's, the image's or the sensor's. */
const NOT_INSIDE = ['/dev', '/etc', '/proc', '/sys', LAYOUT.etc, LAYOUT.modules]
/** What a folder of the user's at or above these would hide. */
const NOT_HIDDEN = [...NOT_INSIDE, '/bin', '/lib', '/lib64', '/sbin', '/usr/bin', '/usr/lib', TARBALLS_IN_BOX]

/** The same folder as on the host; `C:\Users\…`, the root of everything and the system are no places for one. */
function inContainer(path: string, otherwise: string): string {
  const isFree =
    posix.isAbsolute(path) &&
    !NOT_INSIDE.some((taken) => isWithin(path, taken)) &&
    !NOT_HIDDEN.some((taken) => isWithin(taken, path))
  return isFree ? path : otherwise
}

function isWithin(path: string, folder: string): boolean {
  return `${posix.normalize(path)}/`.startsWith(`${posix.normalize(folder)}/`.replace('//', '/'))
}
