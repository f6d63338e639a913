import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BoxSetup, BoxWork } from '../plan.ts'

/** Where the system's trusted certificates may lie as one file. */
const CA_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** The box's own resolver, as its resolv.conf names it. */
export const RESOLVER = { address: '127.0.0.53', port: 53 }

/** What uid 0 is called: the box's user may be called root, and is not. */
export function superUser({ user }: BoxSetup): string {
  return user.name === 'root' ? 'toor' : 'root'
}

/** Writes the files of /etc that stand for the machine's own. */
export function writeEtc(folder: string, setup: BoxSetup): void {
  const { user, paths } = setup
  const etc: Record<string, string> = {
    passwd: `${superUser(setup)}:x:0:0::/nonexistent:/usr/sbin/nologin\n${user.name}:x:${user.uid}:${user.gid}::${paths.home}:${user.shell}\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n`,
    group: `${superUser(setup)}:x:0:\n${user.name}:x:${user.gid}:\nnogroup:x:65534:\n`,
    hosts: `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 ${user.hostName}\n`,
    hostname: `${user.hostName}\n`,
    'resolv.conf': `nameserver ${RESOLVER.address}\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
    'ca.pem': '',
  }
  for (const [name, text] of Object.entries(etc)) writeFileSync(join(folder, name), text)
}

/** Writes the project's stub. */
export function writeProject(project: string, files: BoxWork['files']): void {
  for (const { path, text } of files) {
    const file = join(project, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Adds a root to those that programs in the box trust. The file is the same one that is mounted already. */
export function trustInBox(etc: string, caPem: string): void {
  writeFileSync(join(etc, 'ca.pem'), `${systemRoots()}\n${caPem}\n`)
}

function systemRoots(): string {
  for (const path of CA_BUNDLES) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      // The next place.
    }
  }
  return ''
}
