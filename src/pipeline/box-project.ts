import { posix } from 'node:path'

export interface ProjectPlace {
  /** Where npm installs: the project's folder, or with `--global` the one above the global node_modules. */
  readonly path: string
  readonly global: boolean
  readonly home: string
  /** Files and folders that the box shows as well: Node, npm. */
  readonly shown: readonly string[]
}

/** Folders of the system: a box's own folder in the place of one of them would hide what every program needs. */
const SYSTEM = [
  '/',
  '/usr',
  '/usr/lib',
  '/usr/local',
  '/usr/local/lib',
  '/lib',
  '/opt',
  '/mnt',
  '/run',
  '/etc',
]

/**
 * Where the project lies in the box: where it does on the host, unless that would hide something. A global
 * installation goes beside npm itself (`/usr/lib`, `~/.nvm/versions/node/v22/lib`); in the box it goes below the home.
 */
export function boxProject({ path, global, home, shown }: ProjectPlace): string {
  const plain = posix.normalize(`${path}/`).slice(0, -1) || '/'
  const hides = [...shown, ...(plain === home ? [] : [home])].some((one) => `${one}/`.startsWith(`${plain}/`))
  return global || hides || SYSTEM.includes(plain) ? posix.join(home, '.local', 'lib') : path
}
