import { latin1 } from '../bytes.ts'
import { hostText } from './host-text.ts'

/** Servers refuse longer heads; a client that sends one has no say in what we remember. */
const MAX_HEAD = 8 * 1024

interface HttpHost {
  readonly host: string | null
  readonly note: string | null
  readonly wanted: number
}

/** The host of an HTTP/1 request: of an absolute target (RFC 9112 §3.2.2) before the Host header. */
export function readHttpHost(bytes: Uint8Array, start: number, end: number): HttpHost {
  const head = latin1(bytes, start, Math.min(end, start + MAX_HEAD))
  const lineEnd = head.indexOf('\n')
  const found = lineEnd === -1 ? null : (targetHost(head.slice(0, lineEnd)) ?? headerHost(head))
  const over = found !== null || head.length >= MAX_HEAD || head.includes('\n\r\n') || head.includes('\n\n')
  return {
    host: found === null ? null : withoutPort(found),
    note: noteOf(head),
    wanted: over ? 0 : nextLook(end - start),
  }
}

/** What the client wants to speak from then on, as far as its first segment has it. */
function noteOf(head: string): string | null {
  if (head.startsWith('PRI * HTTP/2.0')) return 'HTTP/2'
  return /\nupgrade:[ \t]*websocket\b/i.test(head) ? 'WebSocket' : null
}

function targetHost(line: string): string | null {
  const [method, target = ''] = line.split(' ', 2)
  if (method === 'CONNECT') return target
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(target)?.[1] ?? null
}

/** A quarter more: a head that comes byte by byte must not be read anew for each byte. */
function nextLook(length: number): number {
  return Math.floor(length * 1.25) + 1
}

/** Only a line that has ended: half a name is another name. */
function headerHost(head: string): string | null {
  const at = head.toLowerCase().indexOf('\nhost:')
  const lineEnd = at === -1 ? -1 : head.indexOf('\n', at + 1)
  return lineEnd === -1 ? null : head.slice(at + 6, lineEnd).trim()
}

function withoutPort(authority: string): string | null {
  const host = authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  return host === '' ? null : hostText(Buffer.from(host, 'latin1'), 0, host.length)
}
