/**
 * What differs from one version of QUIC to another before there is a key: IANA "QUIC Versions", as of 2025-11-01:
 * https://www.iana.org/assignments/quic/quic.xhtml
 */
export interface QuicVersion {
  /** Of the secrets of Initial packets (RFC 9001 §5.2, RFC 9369 §3.3.1). */
  readonly salt: Uint8Array
  /** Before `key`, `iv` and `hp` in the labels. */
  readonly label: string
  /** The long header's type of an Initial packet; a Retry has the one before it, around the end. */
  readonly initial: number
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

const V1: QuicVersion = { salt: hex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'), label: 'quic ', initial: 0 }
const V2: QuicVersion = {
  salt: hex('0dede3def700a6db819381be6e269dcbf9bd2ed9'),
  label: 'quicv2 ',
  initial: 1,
}
/** Drafts 29 to 32, which some libraries still speak; 33 and 34 are as version 1. */
const D29: QuicVersion = { ...V1, salt: hex('afbfec289993d24c9e9786f19c6111e04390a899') }

export function quicVersion(version: number): QuicVersion | null {
  switch (version) {
    case 0x00000001:
    case 0xff000021:
    case 0xff000022:
      return V1
    case 0x6b3343cf:
      return V2
    case 0xff00001d:
    case 0xff00001e:
    case 0xff00001f:
    case 0xff000020:
      return D29
    default:
      return null
  }
}
