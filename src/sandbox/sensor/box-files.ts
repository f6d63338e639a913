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

/** Makes the box's folders and the files that stand for the machine's own. */
export function makeBoxFiles(scratch: string, setup: BoxSetup): void {
  for (const folder of ['project', 'home', 'tmp', 'var-tmp', 'etc'])
    mkdirSync(join(scratch, folder), { recursive: true })
  const { user, paths } = setup
  const etc: Record<string, string> = {
    passwd: `${user.name}:x:${user.uid}:${user.gid}::${paths.home}:${user.shell}\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n`,
    group: `${user.name}:x:${user.gid}:\nnogroup:x:65534:\n`,
    hosts: `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 ${user.hostName}\n`,
    hostname: `${user.hostName}\n`,
    'resolv.conf': `nameserver ${RESOLVER.address}\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
    'ca.pem': '',
  }
  for (const [name, text] of Object.entries(etc)) writeFileSync(join(scratch, 'etc', name), text)
}

/** Writes the project's stub. */
export function writeProject(scratch: string, files: BoxWork['files']): void {
  for (const { path, text } of files) {
    const file = join(scratch, 'project', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Adds a root to those that programs in the box trust. The file is the same one that is mounted already. */
export function trustInBox(scratch: string, caPem: string): void {
  writeFileSync(join(scratch, 'etc', 'ca.pem'), `${systemRoots()}\n${caPem}\n`)
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
