// Builds a client's QUIC Initial packets as RFC 9001 §5 and RFC 9369 say, for tests. Nothing is ever sent.
import { createCipheriv, createHmac } from 'node:crypto'
import { ascii, type Bytes, be32, clientHello, concat } from './packets.ts'

interface Version {
  readonly number: number
  readonly salt: string
  readonly label: string
  readonly initial: number
}

export const QUIC: Readonly<Record<'v1' | 'v2' | 'draft29', Version>> = {
  v1: { number: 1, salt: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a', label: 'quic', initial: 0 },
  v2: { number: 0x6b3343cf, salt: '0dede3def700a6db819381be6e269dcbf9bd2ed9', label: 'quicv2', initial: 1 },
  draft29: {
    number: 0xff00001d,
    salt: 'afbfec289993d24c9e9786f19c6111e04390a899',
    label: 'quic',
    initial: 0,
  },
}

export interface InitialOptions {
  readonly version?: Version
  readonly connectionId?: Bytes
  /** Whose id makes the keys; the packet's own unless a server has given another. */
  readonly keyId?: Bytes
  readonly token?: Bytes
  readonly packetNumber?: number
}

/** An Initial packet that holds these frames. */
export function quicInitial(frames: Bytes, options: InitialOptions = {}): Bytes {
  const { version = QUIC.v1, connectionId = ascii('8 bytes.'), token = new Uint8Array(0) } = options
  const { keyId = connectionId, packetNumber = 0 } = options
  const keys = keysOf(version, keyId)
  const first = 0xc0 | (version.initial << 4) | 3
  const length = 4 + frames.length + 16
  const head = concat(
    [first, ...be32(version.number), connectionId.length],
    connectionId,
    [4, 1, 2, 3, 4],
    varint(token.length),
    token,
    varint(length),
    be32(packetNumber),
  )
  const nonce = Uint8Array.from(keys.iv)
  be32(packetNumber).forEach((byte, index) => {
    nonce[8 + index] = (nonce[8 + index] ?? 0) ^ byte
  })
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce)
  cipher.setAAD(head)
  const sealed = concat(cipher.update(frames), cipher.final(), cipher.getAuthTag())
  return concat(protect(head, sealed, keys.hp), sealed)
}

function protect(head: Bytes, sealed: Bytes, hp: Bytes): Bytes {
  const mask = createCipheriv('aes-128-ecb', hp, null).update(sealed.subarray(0, 16))
  const covered = Uint8Array.from(head)
  covered[0] = (head[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f)
  for (let index = 0; index < 4; index++) {
    const at = head.length - 4 + index
    covered[at] = (head[at] ?? 0) ^ (mask[1 + index] ?? 0)
  }
  return covered
}

function keysOf({ salt, label }: Version, connectionId: Bytes): { key: Bytes; iv: Bytes; hp: Bytes } {
  const initial = hmac(Buffer.from(salt, 'hex'), connectionId)
  const client = expand(initial, 'client in', 32)
  return {
    key: expand(client, `${label} key`, 16),
    iv: expand(client, `${label} iv`, 12),
    hp: expand(client, `${label} hp`, 16),
  }
}

function expand(secret: Bytes, label: string, length: number): Bytes {
  const name = ascii(`tls13 ${label}`)
  return hmac(secret, concat([0, length, name.length], name, [0, 1])).subarray(0, length)
}

function hmac(key: Bytes, bytes: Bytes): Bytes {
  return createHmac('sha256', key).update(bytes).digest()
}

/** Of up to 16,383, in two bytes. */
function varint(value: number): number[] {
  return [0x40 | (value >> 8), value & 0xff]
}

/** A CRYPTO frame. */
export function crypto(offset: number, bytes: Bytes): Bytes {
  return concat([6], varint(offset), varint(bytes.length), bytes)
}

/** A ClientHello as QUIC has it: the message without TLS records. */
export function quicHello(serverName: string | null, extensions?: Bytes): Bytes {
  return clientHello(serverName, 16_384, extensions).subarray(5)
}

/** A datagram with a whole ClientHello, padded as clients must. */
export function quicDatagram(serverName: string, options: InitialOptions = {}): Bytes {
  const frames = crypto(0, quicHello(serverName))
  return quicInitial(concat(frames, new Uint8Array(1162 - frames.length)), options)
}
