import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
/** Names that get a certificate of their own; beyond it the last one is served, which fails on the client's side. */
const MAX_CERTIFICATES = 2_000

/** A certificate authority that lives as long as the box and is trusted nowhere else. */
export class ThrowAwayCa {
  readonly pem: string
  readonly #ca: x509.X509Certificate
  readonly #caKeys: webcrypto.CryptoKeyPair
  readonly #leafKeys: webcrypto.CryptoKeyPair
  readonly #leafKeyPem: string
  readonly #contexts = new Map<string, Promise<SecureContext>>()
  readonly #now: number
  #serial = 1

  private constructor(
    ca: x509.X509Certificate,
    caKeys: webcrypto.CryptoKeyPair,
    leafKeys: webcrypto.CryptoKeyPair,
    leafKeyPem: string,
    now: number,
  ) {
    this.#ca = ca
    this.#caKeys = caKeys
    this.#leafKeys = leafKeys
    this.#leafKeyPem = leafKeyPem
    this.#now = now
    this.pem = ca.toString('pem')
  }

  static async create(now: number): Promise<ThrowAwayCa> {
    const crypto = webcrypto
    x509.cryptoProvider.set(crypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0])
    const [caKeys, leafKeys] = await Promise.all([newKeys(crypto), newKeys(crypto)])
    const ca = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: 'CN=Global Root R4,O=Trust Services,C=US',
      notBefore: new Date(now - 365 * DAY_MS),
      notAfter: new Date(now + 365 * DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys: caKeys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    })
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey))
    const pem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`
    return new ThrowAwayCa(ca, caKeys, leafKeys, pem, now)
  }

  /** TLS context with a certificate for the name (or address) that a client asked for. */
  contextFor(name: string): Promise<SecureContext> {
    const known = this.#contexts.get(name)
    if (known) return known
    if (this.#contexts.size >= MAX_CERTIFICATES)
      return [...this.#contexts.values()].at(-1) ?? this.#issue(name)
    const made = this.#issue(name)
    this.#contexts.set(name, made)
    return made
  }

  async #issue(name: string): Promise<SecureContext> {
    this.#serial += 1
    const isAddress = /^[\d.]+$/.test(name) || name.includes(':')
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: this.#serial.toString(16).padStart(4, '0'),
      subject: [{ CN: [name.slice(0, 64)] }],
      issuer: this.#ca.subject,
      notBefore: new Date(this.#now - 30 * DAY_MS),
      notAfter: new Date(this.#now + 60 * DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: this.#leafKeys.publicKey,
      signingKey: this.#caKeys.privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: isAddress ? 'ip' : 'dns', value: name }]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    })
    return createSecureContext({ key: this.#leafKeyPem, cert: `${leaf.toString('pem')}\n${this.pem}` })
  }
}

function newKeys(crypto: webcrypto.Crypto): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
}
