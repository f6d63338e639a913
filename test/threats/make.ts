import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FixturePackage, fixture, type Manifest, makePackage } from '../helpers/fixtures.ts'
import { alpn, type Bytes, clientHello, concat, helloExtension } from '../helpers/packets.ts'
import { crypto, quicHello, quicInitial } from '../helpers/quic.ts'
import type { Files } from '../helpers/tar.ts'
import type { Expected } from './threat.ts'

const SCRIPTS = fileURLToPath(new URL('../fixtures/threats/', import.meta.url))

/** A package whose postinstall is the file of its name in test/fixtures/threats. */
export function scripted(name: string, more: Partial<Manifest> = {}, files: Files = {}): FixturePackage {
  const manifest = { name, version: '1.0.0', scripts: { postinstall: 'node setup.js' }, ...more }
  return makePackage(manifest, {
    'setup.js': readFileSync(`${SCRIPTS}${name}.js`),
    'lib.js': readFileSync(`${SCRIPTS}lib.js`),
    ...files,
  })
}

/** A package without scripts. */
export function plain(name: string, more: Partial<Manifest> = {}, files: Files = {}): FixturePackage {
  return makePackage({ name, version: '1.0.0', ...more }, files)
}

/** Says whether it runs in a box: for what would hurt the machine of whoever runs the tests. */
export const SEALED = { 'sealed.js': fixture('kills-all').files['sealed.js'] ?? '' }

const text = (bytes: Bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'))

const ECH = 0xfe0d
/** A ClientHello that may hide another name. */
export const HIDING_HELLO = text(
  clientHello(
    'front.no-server-name.example',
    16_384,
    concat(alpn('h2'), helloExtension(ECH, new Uint8Array(9))),
  ),
)

/** The beginning of DNS over QUIC. */
export const DOQ_INITIAL = text(quicInitial(crypto(0, quicHello('doq.resolver.example', alpn('doq')))))

export const lookup = (place: string, more: Partial<Expected> = {}): Expected => ({
  code: 'foreign-lookup',
  place,
  ...more,
})

export const contact = (place: string, port?: number, more: Partial<Expected> = {}): Expected => ({
  code: 'foreign-contact',
  place,
  ...(port === undefined ? {} : { port }),
  ...more,
})

/** A credential that left, to whom, and how. */
export const sent = (place: string, detail: string | RegExp, more: Partial<Expected> = {}): Expected => ({
  code: 'canary-sent',
  place,
  detail,
  severity: 'malicious',
  ...more,
})
