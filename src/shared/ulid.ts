/** Crockford's base32: no I, L, O, U. Its order is ASCII's, so that ids sort by time. https://github.com/ulid/spec */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_CHARACTERS = 10
const RANDOM_BYTES = 10

/** A scan's id: 26 characters, the first 10 of which are the time. `now` is milliseconds since 1970. */
export function createScanId(now: number, random: (bytes: number) => Uint8Array): string {
  return encode(BigInt(Math.trunc(now)), TIME_CHARACTERS) + encode(toBigInt(random(RANDOM_BYTES)), 16)
}

function encode(value: bigint, characters: number): string {
  let rest = value
  let text = ''
  for (let i = 0; i < characters; i++) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text
    rest >>= 5n
  }
  return text
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}
