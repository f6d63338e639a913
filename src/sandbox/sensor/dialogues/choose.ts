import type { MakeDialogue } from './dialogue.ts'
import { ftp } from './ftp.ts'
import { irc } from './irc.ts'
import { redis, ssh, stratum } from './others.ts'
import { smtp } from './smtp.ts'

/** IANA's port numbers, as of 2025-11-01, and those in common use for IRC over TLS and submission. */
const BY_PORT: ReadonlyMap<number, MakeDialogue> = new Map<number, MakeDialogue>([
  [21, ftp],
  [22, ssh],
  [25, smtp],
  [465, smtp],
  [587, smtp],
  [2525, smtp],
  [6379, redis],
  [6666, irc],
  [6667, irc],
  [6697, irc],
])

/** Only on its port does a server speak first. */
export function dialogueOfPort(port: number): MakeDialogue | null {
  return BY_PORT.get(port) ?? null
}

/** By what the client says, on whatever port: its own words are good enough. */
export function dialogueOfWords(first: Buffer): MakeDialogue | null {
  const text = first.toString('latin1', 0, 256)
  if (/^(?:NICK|USER|CAP) /.test(text)) return irc
  return /^\s*\{.*"method"\s*:\s*"(?:mining\.|login")/s.test(text) ? stratum : null
}
