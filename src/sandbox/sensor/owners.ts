import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Endpoint, SocketOwner } from '../../model/index.ts'
import { readKernelSockets } from './proc-net.ts'

/** How many ancestors of a process are told. */
const MAX_CHAIN = 8
const MAX_COMMAND = 200

/** What an engine knows of processes. */
export interface ProcessView {
  /** Says which run a process belongs to; null for the sensor's own and unknown ones. */
  readonly runOf: (pid: number) => number | null
  /** The rights of whoever this process belongs to. */
  readonly asBoxUser: <T>(act: () => T, pid: number) => T
}

/**
 * Finds the process behind a packet by its socket, before the packet is answered: while it waits for the
 * answer, the socket is open.
 */
export function findOwner(
  transport: 'tcp' | 'udp',
  source: Endpoint,
  destination: Endpoint,
  time: number,
  { runOf, asBoxUser }: ProcessView,
): SocketOwner {
  const inodes = new Set(
    readKernelSockets(transport)
      .filter(({ local, remote }) => {
        if (local.port !== source.port) return false
        if (transport === 'udp' && isAny(local.address)) return true
        return local.address === source.address && (transport === 'udp' || remote.port === destination.port)
      })
      .map(({ inode }) => `socket:[${inode}]`),
  )
  for (const pid of processes()) {
    const run = runOf(pid)
    if (run === null || !holdsOne(pid, inodes, asBoxUser)) continue
    return { time, transport, source, destination, run, processes: chain(pid, runOf) }
  }
  return { time, transport, source, destination, run: null, processes: [] }
}

export function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
}

/** A process that has ended and waits to be reaped does nothing any more. */
export function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return true
  }
}

/** 0 when it is gone. */
export function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
  } catch {
    return 0
  }
}

/** Inode of a process's pid namespace, as text; null when it is gone. */
export function pidNamespace(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`).replace(/\D/g, '')
  } catch {
    return null
  }
}

function holdsOne(pid: number, links: ReadonlySet<string>, asBoxUser: ProcessView['asBoxUser']): boolean {
  const look = () =>
    readdirSync(`/proc/${pid}/fd`).some((fd) => links.has(readlinkSync(`/proc/${pid}/fd/${fd}`)))
  try {
    return look()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return false // it ended while we looked
  }
  try {
    return asBoxUser(look, pid)
  } catch {
    return false
  }
}

function chain(pid: number, runOf: ProcessView['runOf']): string[] {
  const commands: string[] = []
  let current = pid
  while (commands.length < MAX_CHAIN && runOf(current) !== null) {
    try {
      const command = readFileSync(`/proc/${current}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const parent = / \d+ \(.*\) \S (\d+) /s.exec(` ${readFileSync(`/proc/${current}/stat`, 'latin1')}`)?.[1]
      commands.push(command.slice(0, MAX_COMMAND))
      current = Number(parent ?? 0)
    } catch {
      break
    }
  }
  return commands
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}
