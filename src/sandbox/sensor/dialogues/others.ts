import type { Dialogue } from './dialogue.ts'

/** RFC 4253 §4.2. What follows needs a key exchange that we do not have: the client's offer is what is seen. */
export function ssh(): Dialogue {
  return { protocol: 'ssh', banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n', reply: () => '' }
}

/** Mining pools speak JSON, a line a call; whoever logs in is let in. */
export function stratum(): Dialogue {
  return {
    protocol: 'stratum',
    banner: '',
    reply: (line) => {
      const call = parse(line)
      if (call === null) return ''
      const result = resultOf(String(call.method ?? ''))
      return `${JSON.stringify({ id: call.id ?? null, jsonrpc: '2.0', result, error: null })}\n`
    },
  }
}

function resultOf(method: string): unknown {
  if (method === 'mining.subscribe') return [[['mining.notify', '1']], '08000002', 4]
  return method === 'login' ? { id: '1', job: null, status: 'OK' } : true
}

function parse(line: string): { readonly id?: unknown; readonly method?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/: says yes to every command. */
export function redis(): Dialogue {
  let isArray = false
  return {
    protocol: 'redis',
    banner: '',
    reply: (line) => {
      if (/^PING$/i.test(line)) return '+PONG\r\n'
      isArray ||= /^\*\d/.test(line)
      // Of an array, the first line alone is answered: its parts follow.
      return !isArray || /^\*\d/.test(line) ? '+OK\r\n' : ''
    },
  }
}
