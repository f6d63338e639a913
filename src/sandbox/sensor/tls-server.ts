import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Unread } from '../../model/index.ts'
import type { ThrowAwayCa } from './certificates.ts'

/** As long as a name can be. */
const MAX_NAME = 255
/** A key log line of TLS 1.3 has under 250 characters. */
const MAX_KEY_LINE = 512
const PREFERRED = ['h2', 'http/1.1']

export interface TlsOptions {
  readonly ca: ThrowAwayCa
  /** Where it connected to: who says no name gets a certificate for the address. */
  readonly address: string
  readonly onKeyLine: (line: string) => void
  /** The first bytes inside, from a stream that is paused no more. */
  readonly onFirst: (stream: TLSSocket, serverName: string, first: Buffer) => void
  /** The handshake is done: who waits for the server to speak first waits from here. */
  readonly onReady: (stream: TLSSocket, serverName: string) => void
  readonly onUnread: (why: Unread, serverName: string) => void
}

/** Speaks TLS as whoever the client asks for. */
export function terminateTls(socket: Socket, options: TlsOptions): void {
  const { ca } = options
  let serverName = ''
  let isReady = false
  /** Keys exist: what the client gets next is our certificate. */
  let sawCertificate = false
  let ended = false
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext: ca.contextFor(options.address),
    SNICallback: (name, done) => {
      serverName = name.toLowerCase().slice(0, MAX_NAME)
      done(null, ca.contextFor(serverName))
    },
    // Whoever insists on a protocol (dot, smtp, …) gets it: a refusal would end what is to be read.
    ALPNCallback: ({ protocols }) => PREFERRED.find((one) => protocols.includes(one)) ?? protocols[0],
  })
  const unread = (why: Unread) => {
    if (ended) return
    ended = true
    options.onUnread(why, serverName)
  }
  secured.on('keylog', (line) => {
    sawCertificate = true
    options.onKeyLine(line.toString('latin1', 0, MAX_KEY_LINE).trim())
  })
  secured.on('secure', () => {
    isReady = true
    // As tls.Server does: HTTP/2 waits for it.
    Object.assign(secured, { secureConnecting: false })
    options.onReady(secured, serverName)
  })
  secured.on('error', (error: NodeJS.ErrnoException) => {
    if (!isReady) unread(whyFailed(error.code, sawCertificate))
    socket.destroy()
  })
  secured.once('close', () => unread(sawCertificate ? 'left-silent' : 'handshake-failed'))
  secured.once('data', (first: Buffer) => {
    ended = true
    options.onFirst(secured, serverName, first)
  })
}

/** Alerts 42 to 48 are about certificates (RFC 8446 §6.2), by OpenSSL's names of them. Some just hang up. */
function whyFailed(code = '', sawCertificate = false): Unread {
  if (/ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA)/.test(code))
    return 'certificate-refused'
  return sawCertificate && code === 'ECONNRESET' ? 'left-silent' : 'handshake-failed'
}
