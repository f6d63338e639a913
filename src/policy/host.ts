import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { PolicyError } from './error.ts'

/** RFC 1035: a label has 63 bytes at most, a name 253 in text. `_` is no host's, but DNS names have it. */
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/
const MAX_NAME = 253

/** A rule's host as it is compared: lower case, no trailing dot, addresses in one spelling. */
export function normaliseRuleHost(host: string): string {
  if (host === '*') return host
  const address = canonicalAddress(host)
  if (address !== null) return address
  const wildcard = host.startsWith('*.')
  const name = plainName(wildcard ? host.slice(2) : host, host)
  return wildcard ? `*.${name}` : name
}

/** One spelling for each address; null when it is none. Zones (`fe80::1%eth0`) name an interface, not a host. */
export function canonicalAddress(text: string): string | null {
  const kind = isIP(text)
  if (kind === 4) return text
  if (kind !== 6 || text.includes('%')) return null
  return new URL(`http://[${text}]/`).hostname.slice(1, -1)
}

function plainName(name: string, typed: string): string {
  if (name.includes('*')) {
    throw new PolicyError(
      'policy-wildcard',
      `'${typed}' has a wildcard in the middle`,
      'Only the front may be wild, as in *.files.example',
    )
  }
  const lower = (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()
  const labels = lower.split('.')
  // A last label of digits is an address in one of its odd spellings (`127.1`, `0x7f000001`), which no name has.
  const odd = /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')
  if (lower.length > MAX_NAME || odd || !labels.every((label) => LABEL.test(label)))
    throw badHost(name, typed)
  return lower
}

function badHost(name: string, typed: string): PolicyError {
  return new PolicyError('policy-host', `'${typed}' is no host name`, hostHint(name))
}

function hostHint(name: string): string {
  if (/[^\x20-\x7e]/.test(name)) {
    const ascii = domainToASCII(name)
    if (ascii !== '') return `Write it as DNS has it: ${ascii}`
  }
  if (/[:/@?#]/.test(name)) return 'Give the host alone: no scheme, port or path'
  return 'Give a host (files.example), its sub-domains (*.files.example), an address, or * for all'
}
