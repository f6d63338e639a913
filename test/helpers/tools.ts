import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian's package for each tool that tests call. */
const PACKAGES: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  chromium: 'chromium',
  docker: 'docker.io',
  'docker-compose': 'docker-compose',
  dockerd: 'docker.io',
  fish: 'fish',
  ip: 'iproute2',
  make: 'make',
  nsenter: 'util-linux',
  python3: 'python3',
  tcpdump: 'tcpdump',
  tmux: 'tmux',
  tshark: 'tshark',
  unshare: 'util-linux',
  zsh: 'zsh',
}

const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin']

function whereIs(tool: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM]
  return folders
    .map((directory) => join(directory, tool))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** A test whose tool is absent fails and says what to type: a skipped proof proves nothing. */
export function requireTools(...tools: string[]): void {
  const missing = tools.filter((tool) => whereIs(tool) === undefined)
  if (missing.length === 0) return
  const packages = missing.map((tool) => PACKAGES[tool] ?? tool)
  throw new Error(`missing: ${missing.join(', ')}. Type: sudo apt-get install -y ${packages.join(' ')}`)
}

/** The path of a tool that a test cannot do without. */
export function requiredTool(tool: string): string {
  requireTools(tool)
  return whereIs(tool) ?? tool
}
