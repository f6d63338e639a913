import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  /** Clock ticks since boot: pid and start time together name a process once and for all. */
  readonly started: string
  readonly name: string
  readonly command: string
  /** `net:[4026531840]`; null when it may not be read. */
  readonly network: string | null
}

function attempt(read: () => string): string | null {
  try {
    return read()
  } catch {
    return null
  }
}

function processInfo(pid: number): ProcessInfo | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (stat === null) return null
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (rest[0] === 'Z') return null
  const command =
    attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      ?.replaceAll('\0', ' ')
      .trim() ?? ''
  const network = attempt(() => readlinkSync(`/proc/${pid}/ns/net`))
  return { pid, parent: Number(rest[1]), started: rest[19] ?? '', name, command, network }
}

export function allProcesses(): readonly ProcessInfo[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => processInfo(Number(pid))).filter((info) => info !== null)
}

/** The living processes below this one, nearest first. */
export function descendants(root: number): readonly ProcessInfo[] {
  const all = allProcesses()
  const found: ProcessInfo[] = []
  let parents = new Set([root])
  while (parents.size > 0) {
    const children = all.filter((info) => parents.has(info.parent))
    found.push(...children)
    parents = new Set(children.map((info) => info.pid))
  }
  return found
}

/** Those of them that still live. */
export function survivors(before: readonly ProcessInfo[]): readonly ProcessInfo[] {
  return before.filter(({ pid, started }) => processInfo(pid)?.started === started)
}

/** Processes that live in one of these network namespaces. */
export function inNetworks(networks: ReadonlySet<string>): readonly ProcessInfo[] {
  return allProcesses().filter((info) => info.network !== null && networks.has(info.network))
}

/** The network namespaces of these processes other than our own. */
export function foreignNetworks(processes: readonly ProcessInfo[]): ReadonlySet<string> {
  const own = readlinkSync('/proc/self/ns/net')
  return new Set(
    processes.map((info) => info.network).filter((network) => network !== null && network !== own),
  ) as Set<string>
}
