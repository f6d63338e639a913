/** Which package of a distribution brings which tool. The same table as scripts/setup.sh. */
const PACKAGES = {
  bwrap: {
    apt: 'bubblewrap',
    dnf: 'bubblewrap',
    pacman: 'bubblewrap',
    apk: 'bubblewrap',
    zypper: 'bubblewrap',
  },
  tcpdump: { apt: 'tcpdump', dnf: 'tcpdump', pacman: 'tcpdump', apk: 'tcpdump', zypper: 'tcpdump' },
  ip: { apt: 'iproute2', dnf: 'iproute', pacman: 'iproute2', apk: 'iproute2', zypper: 'iproute2' },
  unshare: {
    apt: 'util-linux',
    dnf: 'util-linux',
    pacman: 'util-linux',
    apk: 'util-linux-misc',
    zypper: 'util-linux',
  },
  setpriv: {
    apt: 'util-linux',
    dnf: 'util-linux',
    pacman: 'util-linux',
    apk: 'setpriv',
    zypper: 'util-linux',
  },
} as const

export type Tool = keyof typeof PACKAGES
type Manager = keyof (typeof PACKAGES)[Tool]

export const TOOLS = Object.keys(PACKAGES).filter((name): name is Tool => Object.hasOwn(PACKAGES, name))

const COMMANDS: Readonly<Record<Manager, string>> = {
  apt: 'apt-get install',
  dnf: 'dnf install',
  pacman: 'pacman -S',
  apk: 'apk add',
  zypper: 'zypper install',
}

const MANAGERS: Readonly<Record<string, Manager>> = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  arch: 'pacman',
  alpine: 'apk',
  suse: 'zypper',
  opensuse: 'zypper',
}

/** `ID` first, then what the distribution says it is like. https://www.freedesktop.org/software/systemd/man/os-release.html */
export function packageManager(osRelease: string): Manager | null {
  const values = ['ID', 'ID_LIKE'].flatMap((key) => {
    const value = new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? ''
    return value.toLowerCase().split(/\s+/)
  })
  const known = values.find((value) => Object.hasOwn(MANAGERS, value))
  return known === undefined ? null : (MANAGERS[known] ?? null)
}

/** The line to type that brings these tools; in words where the distribution is unknown. */
export function installLine(tools: readonly Tool[], osRelease: string, isRoot: boolean): string {
  const manager = packageManager(osRelease)
  if (manager === null) return `install ${tools.join(', ')} with your system's package manager`
  const packages = [...new Set(tools.map((tool) => PACKAGES[tool][manager]))]
  return `${isRoot ? '' : 'sudo '}${COMMANDS[manager]} ${packages.join(' ')}`
}
