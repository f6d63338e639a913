import type { TcpDataEvent } from '../../model/index.ts'
import { latin1 } from '../bytes.ts'

/** A miner's first request, the longest of these, names its software and its wallet. */
const MAX_LOOKED_AT = 1024

/** By what a client's first whole line says: the first that fits counts. */
const LINES: readonly (readonly [TcpDataEvent['protocol'], RegExp])[] = [
  // RFC 5321 §4.1.1.1, RFC 2033.
  ['smtp', /^(?:EHLO|HELO|LHLO) [^\r\n]*\r?\n/i],
  // RFC 2812 §3.1: a user has four parameters there; `CAP` is of IRCv3.
  [
    'irc',
    /^(?:(?:NICK|PASS|CAP) [^\r\n]*\r?\n(?:[^\r\n]*\r?\n)*?(?:NICK|USER|CAP) |CAP LS|USER \S+ \S+ \S+ :)/i,
  ],
  ['irc', /^NICK \S+\r?\n/i],
  // RFC 959, RFC 4217. POP3 begins with the same word.
  ['ftp', /^(?:USER \S+|AUTH (?:TLS|SSL))\r?\n/i],
  // Miners: JSON-RPC, a request for each line; `login` is how Monero's pools are spoken to.
  ['stratum', /^\s*\{[^\r\n]*"method"\s*:\s*"(?:mining\.[a-z_.]+|login|eth_submitLogin|eth_getWork)"/],
  // RESP: an array of strings, each behind its length.
  ['redis', /^\*\d{1,7}\r\n\$\d{1,9}\r\n/],
]

/** Protocols whose clients begin with words. `unknown` may be for want of the rest of the line. */
export function wordsProtocol(bytes: Uint8Array, start: number, end: number): TcpDataEvent['protocol'] {
  const text = latin1(bytes, start, Math.min(end, start + MAX_LOOKED_AT))
  return LINES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown'
}
