import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian's package for each tool that tests call. */
const PACKAGES: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  fish: 'fish',
  ip: 'iproute2',
  make: 'make',
  python3: 'python3',
  tcpdump: 'tcpdump',
  tmux: 'tmux',
  tshark: 'tshark',
  unshare: 'util-linux',
  zsh: 'zsh',
}

const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin']

function found(tool: string): boolean {
  return [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM].some((directory) => {
    try {
      accessSync(join(directory, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** A test whose tool is absent fails and says what to type: a skipped proof proves nothing. */
export function requireTools(...tools: string[]): void {
  const missing = tools.filter((tool) => !found(tool))
  if (missing.length === 0) return
  const packages = missing.map((tool) => PACKAGES[tool] ?? tool)
  throw new Error(`missing: ${missing.join(', ')}. Type: sudo apt-get install -y ${packages.join(' ')}`)
}
