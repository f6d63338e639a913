import { posix } from 'node:path'
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

/** The same folder as on the host; `C:\Users\…` and the root of everything are no folders of a container. */
function inContainer(path: string, otherwise: string): string {
  return posix.isAbsolute(path) && posix.normalize(path) !== '/' ? path : otherwise
}
