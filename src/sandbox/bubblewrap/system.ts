import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { SystemEntry } from './box-arguments.ts'

/** Folders of the operating system: programs and libraries, the same on every machine of its kind. */
const SYSTEM_FOLDERS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
  '/gnu/store',
]

/** What programs need of /etc. Everything else there may hold secrets, and is not in the box. */
const ETC_ENTRIES = [
  'alternatives',
  'bash.bashrc',
  'debian_version',
  'default/locale',
  'fonts',
  'inputrc',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'locale.conf',
  'localtime',
  'lsb-release',
  'magic',
  'mime.types',
  'os-release',
  'perl',
  'pki/tls/openssl.cnf',
  'profile',
  'profile.d',
  'protocols',
  'python3',
  'python3.11',
  'python3.12',
  'python3.13',
  'redhat-release',
  'rpc',
  'services',
  'shells',
  'skel',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
  'alpine-release',
  'arch-release',
]

export function systemEntries(): SystemEntry[] {
  return SYSTEM_FOLDERS.flatMap(entry)
}

export function etcEntries(): SystemEntry[] {
  return ETC_ENTRIES.flatMap((name) => entry(`/etc/${name}`))
}

/**
 * Folders to show for Node and npm when they live elsewhere (nvm, fnm, volta, a project's own): the prefix,
 * never the home that it lies in.
 */
export function toolFolders(node: string, npm: string, home: string): string[] {
  const folders = new Set<string>()
  for (const path of [prefixOf(realpathSync(node), home), realpathSync(npm)]) {
    if (!SYSTEM_FOLDERS.some((folder) => isInside(path, folder))) folders.add(path)
  }
  return [...folders]
}

/** `PREFIX/bin/node` gives PREFIX, unless that is a home or a root folder: then the binary alone. */
function prefixOf(node: string, home: string): string {
  const prefix = dirname(dirname(node))
  return prefix === '/' || isInside(home, prefix) ? node : prefix
}

function isInside(path: string, folder: string): boolean {
  return path === folder || !relative(folder, path).startsWith('..')
}

/** PATH without the folders that are not in the box. */
export function boxPath(path: string, tools: readonly string[]): string {
  const visible = [...SYSTEM_FOLDERS, ...tools]
  const folders = path
    .split(':')
    .filter(
      (folder) => folder.startsWith('/') && visible.some((v) => isInside(folder, v)) && existsSync(folder),
    )
  return [...new Set([...folders, '/usr/local/bin', '/usr/bin', '/bin'])].join(':')
}

function entry(path: string): SystemEntry[] {
  try {
    const stat = lstatSync(path)
    if (stat.isSymbolicLink()) {
      const target = readlinkSync(path)
      // A link out of /etc (to /run, /nix, …) would dangle in the box.
      return path.startsWith('/etc/') && !existsInBox(join(dirname(path), target))
        ? []
        : [{ path, kind: 'link', target }]
    }
    return [{ path, kind: stat.isDirectory() ? 'folder' : 'file' }]
  } catch {
    return []
  }
}

function existsInBox(path: string): boolean {
  return (
    existsSync(path) && (path.startsWith('/etc/') || SYSTEM_FOLDERS.some((folder) => isInside(path, folder)))
  )
}
