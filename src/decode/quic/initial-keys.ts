import { createHmac } from 'node:crypto'
import type { QuicVersion } from './versions.ts'

export interface InitialKeys {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  /** Of the header protection. */
  readonly header: Uint8Array
}

/**
 * What protects a client's Initial packets (RFC 9001 §5.2): made of the connection id that the packet itself shows, so
 * it keeps nothing secret from whoever reads the first datagram.
 */
export function clientInitialKeys(version: QuicVersion, connectionId: Uint8Array): InitialKeys {
  const client = expand(hmac(version.salt, connectionId), 'client in', 32)
  return {
    key: expand(client, `${version.label}key`, 16),
    iv: expand(client, `${version.label}iv`, 12),
    header: expand(client, `${version.label}hp`, 16),
  }
}

/** HKDF-Expand-Label (RFC 8446 §7.1) without a context, as far as one block of SHA-256 reaches. */
function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = `tls13 ${label}`
  const info = Buffer.from(`\0${String.fromCharCode(length, name.length)}${name}\0\x01`, 'latin1')
  return hmac(secret, info).subarray(0, length)
}

function hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(bytes).digest()
}
