import { readFileSync } from 'node:fs'
import type { Endpoint } from '../../model/index.ts'

export interface KernelSocket {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly inode: string
}

/**
 * The kernel's table of sockets of one kind in this network namespace.
 * Format: https://docs.kernel.org/networking/proc_net_tcp.html (addresses as hexadecimal words in host order).
 */
export function readKernelSockets(transport: 'tcp' | 'udp'): KernelSocket[] {
  return [...readTable(`/proc/self/net/${transport}`), ...readTable(`/proc/self/net/${transport}6`)]
}

function readTable(path: string): KernelSocket[] {
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch {
    return [] // a kernel without IPv6 has no such file
  }
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/)
      if (!local || !remote || !inode || inode === '0') return []
      return [{ local: parseEndpoint(local), remote: parseEndpoint(remote), inode }]
    })
}

function parseEndpoint(text: string): Endpoint {
  const [hex = '', port = '0'] = text.split(':')
  return { address: parseAddress(hex), port: Number.parseInt(port, 16) }
}

/** Words are in host byte order: little endian on every platform Node runs on. */
function parseAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  for (let word = 0; word < bytes.length; word += 4) bytes.subarray(word, word + 4).reverse()
  if (bytes.length === 4) return bytes.join('.')
  return plainAddress(formatIpv6(bytes))
}

function formatIpv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
  return canonicalIpv6(groups.join(':'))
}

/** RFC 5952 text, by the platform's own URL parser. */
function canonicalIpv6(text: string): string {
  return new URL(`http://[${text}]/`).hostname.slice(1, -1)
}

/** `::ffff:192.0.2.1` and its hexadecimal form are the IPv4 address that a dual-stack socket shows. */
export function plainAddress(address: string): string {
  const bare = address.split('%')[0] ?? address
  if (!bare.includes(':')) return bare
  const canonical = canonicalIpv6(bare)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (!mapped) return canonical
  const high = Number.parseInt(mapped[1] ?? '0', 16)
  const low = Number.parseInt(mapped[2] ?? '0', 16)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
