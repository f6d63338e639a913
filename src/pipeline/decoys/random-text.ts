import { crc32 } from './crc32.ts'

export type Random = (bytes: number) => Uint8Array

const DIGITS = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const BASE62: string = DIGITS + UPPER + LOWER

/** Text of a length, of an alphabet. */
export function randomText(random: Random, length: number, alphabet: string = BASE62): string {
  // The remainder prefers the first letters a little: it has to look right, not to be a key.
  return Array.from(random(length), (byte) => alphabet[byte % alphabet.length] ?? '').join('')
}

export function randomHex(random: Random, length: number): string {
  return randomText(random, length, '0123456789abcdef')
}

export function randomDigits(random: Random, length: number): string {
  return randomText(random, length, DIGITS)
}

/**
 * A token of GitHub and of npm: a prefix, thirty characters of chance, and their CRC-32 in six characters of base 62.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function tokenWithChecksum(random: Random, prefix: string): string {
  const chance = randomText(random, 30)
  let rest = crc32(new TextEncoder().encode(chance))
  let sum = ''
  while (sum.length < 6) {
    sum = (BASE62[rest % 62] ?? '0') + sum
    rest = Math.floor(rest / 62)
  }
  return `${prefix}${chance}${sum}`
}
