import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { bitString, context, der, integer, oid, sequence, TAG, time } from './der.ts'
import { addressBytes } from './dns-server.ts'

const DAY_MS = 86_400_000
/** Names that get a certificate of their own; beyond it the last one is served, which fails on the client's side. */
const MAX_CERTIFICATES = 2_000
/** RFC 5280 upper bound of a common name. */
const MAX_COMMON_NAME = 64

/** Object identifiers: RFC 5280, RFC 5758 (2010), RFC 5480. */
const ID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/** Bits 5 (keyCertSign) and 6 (cRLSign), counted from the left. */
const CA_USAGE = bitString(Buffer.from([0x06]), 1)
const ISSUER = name([
  [ID.organization, 'Trust Services'],
  [ID.commonName, 'Global Root R4'],
])

/**
 * A certificate authority that lives as long as the box and is trusted nowhere else. Its certificates are
 * RFC 5280 version 3 with ECDSA P-256. See docs/adr/0005 for why no library makes them.
 */
export class ThrowAwayCa {
  readonly pem: string
  readonly #key: KeyObject
  readonly #keyId: Buffer
  readonly #leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #leafKeyPem = this.#leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  readonly #contexts = new Map<string, SecureContext>()
  readonly #now: number

  /** `now`: milliseconds since 1970. */
  constructor(now: number) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#now = now
    this.#key = privateKey
    this.#keyId = keyIdOf(publicKey)
    this.pem = this.#certificate(
      ISSUER,
      publicKey,
      [now - 365 * DAY_MS, now + 365 * DAY_MS],
      [
        extension(ID.basicConstraints, sequence(der(TAG.boolean, Buffer.from([0xff]))), true),
        extension(ID.keyUsage, CA_USAGE, true),
      ],
    )
  }

  /** TLS context with a certificate for the name (or address) that a client asked for. */
  contextFor(asked: string): SecureContext {
    const known = this.#contexts.get(asked)
    if (known) return known
    const last = [...this.#contexts.values()].at(-1)
    if (this.#contexts.size >= MAX_CERTIFICATES && last) return last
    const made = this.#issue(asked)
    this.#contexts.set(asked, made)
    return made
  }

  #issue(asked: string): SecureContext {
    const family = isIP(asked)
    const alternative =
      family === 0
        ? context(2, Buffer.from(asked, 'latin1'), true)
        : context(7, addressBytes(asked, family === 6 ? 6 : 4), true)
    const subject = name([[ID.commonName, asked.slice(0, MAX_COMMON_NAME)]])
    const validity = [this.#now - 30 * DAY_MS, this.#now + 60 * DAY_MS] as const
    const pem = this.#certificate(subject, createPublicKey(this.#leaf.privateKey), validity, [
      extension(ID.subjectAltName, sequence(alternative)),
      extension(ID.extendedKeyUsage, sequence(oid(ID.serverAuth))),
    ])
    return createSecureContext({ key: this.#leafKeyPem, cert: `${pem}${this.pem}` })
  }

  #certificate(
    subject: Buffer,
    publicKey: KeyObject,
    [from, to]: readonly [number, number],
    extensions: readonly Buffer[],
  ): string {
    const algorithm = sequence(oid(ID.ecdsaWithSha256))
    const body = sequence(
      context(0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
      algorithm,
      ISSUER,
      sequence(time(from), time(to)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      context(
        3,
        sequence(
          ...extensions,
          extension(ID.subjectKeyIdentifier, der(TAG.octetString, keyIdOf(publicKey))),
          extension(ID.authorityKeyIdentifier, sequence(context(0, this.#keyId, true))),
        ),
      ),
    )
    return pemOf(sequence(body, algorithm, bitString(sign('sha256', body, this.#key))))
  }
}

function name(parts: readonly (readonly [string, string])[]): Buffer {
  return sequence(
    ...parts.map(([type, value]) =>
      der(TAG.set, sequence(oid(type), der(TAG.utf8String, Buffer.from(value)))),
    ),
  )
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(TAG.boolean, Buffer.from([0xff]))] : []
  return sequence(oid(id), ...flag, der(TAG.octetString, value))
}

/** RFC 5280 §4.2.1.2 allows any hash of the key. */
function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)
}

function pemOf(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`
}
