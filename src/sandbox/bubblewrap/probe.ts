import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Probe } from '../sandbox.ts'

/** Program and the package that brings it, under the name most distributions give it. */
const TOOLS: readonly (readonly [string, string])[] = [
  ['bwrap', 'bubblewrap'],
  ['tcpdump', 'tcpdump'],
  ['ip', 'iproute2'],
  ['unshare', 'util-linux'],
  ['setpriv', 'util-linux'],
  ['mount', 'mount'],
]
const PROBE_TIMEOUT_MS = 10_000

/** What is not installed, with the line to type; null when all is there. */
export function missingTools(): Probe | null {
  const missing = TOOLS.filter(([program]) => !onPath(program))
  if (missing.length === 0) return null
  const packages = [...new Set(missing.map(([, name]) => name))]
  return {
    works: false,
    detail: `not installed: ${missing.map(([program]) => program).join(', ')}`,
    fix: installLine(packages),
  }
}

/** Starts the namespaces for a moment, as a watch does. */
export function probeNamespaces(): Promise<Probe> {
  const script =
    'ip link set lo up && setpriv --ambient-caps=-all --inh-caps=-all bwrap --unshare-user --unshare-pid --ro-bind / / --proc /proc true'
  const outer = [
    '--user',
    '--map-user=1000',
    '--map-group=1000',
    '--keep-caps',
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ]
  return new Promise((resolve) => {
    execFile(
      'unshare',
      [...outer, 'sh', '-c', script],
      { timeout: PROBE_TIMEOUT_MS },
      (error, _stdout, stderr) => {
        if (!error) return resolve({ works: true, detail: 'user namespaces, sealed network' })
        return resolve({
          works: false,
          detail: `no user namespaces: ${stderr.trim() || error.message}`,
          fix: namespaceFix(),
        })
      },
    )
  })
}

function namespaceFix(): string | null {
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : null)
  if (read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  }
  if (read('/proc/sys/kernel/unprivileged_userns_clone') === '0')
    return 'sudo sysctl -w kernel.unprivileged_userns_clone=1'
  if (read('/proc/sys/user/max_user_namespaces') === '0')
    return 'sudo sysctl -w user.max_user_namespaces=10000'
  return null
}

function installLine(packages: readonly string[]): string {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  const list = packages.join(' ')
  if (onPath('apt-get')) return `${sudo}apt-get install ${list}`
  if (onPath('dnf')) return `${sudo}dnf install ${list.replace('iproute2', 'iproute')}`
  if (onPath('pacman')) return `${sudo}pacman -S ${list}`
  if (onPath('apk')) return `${sudo}apk add ${list.replace('util-linux', 'util-linux-misc setpriv')}`
  if (onPath('zypper')) return `${sudo}zypper install ${list}`
  return `install ${list}`
}

function onPath(program: string): boolean {
  return [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
