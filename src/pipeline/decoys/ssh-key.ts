import { createPrivateKey } from 'node:crypto'
import type { Random } from './random-text.ts'

/** PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const LINE = 70

/** A private key as ssh-keygen writes it (PROTOCOL.key of OpenSSH), with a public key that belongs to it. */
export function opensshKey(
  random: Random,
  comment: string,
): { readonly text: string; readonly secret: string } {
  const seed = Buffer.from(random(32))
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const point = Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url')
  const kind = field('ssh-ed25519')
  const check = Buffer.from(random(4))
  const body = Buffer.concat([
    check,
    check,
    kind,
    field(point),
    field(Buffer.concat([seed, point])),
    field(comment),
  ])
  const padding = Buffer.from(Array.from({ length: (8 - (body.length % 8)) % 8 }, (_, index) => index + 1))
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field(''), Buffer.from([0, 0, 0, 1])],
    field(Buffer.concat([kind, field(point)])),
    field(Buffer.concat([body, padding])),
  ]).toString('base64')
  const lines = whole.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  const text = [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n')
  // The line that holds most of the seed: those before it are the same in many keys.
  return { text, secret: lines[3] ?? lines.at(-1) ?? '' }
}

function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
