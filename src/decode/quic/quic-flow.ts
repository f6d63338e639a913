import type { ClientHello } from '../first-bytes/client-hello.ts'
import { readCryptoFrames } from './crypto-frames.ts'
import { CryptoStream } from './crypto-stream.ts'
import { clientInitialKeys, type InitialKeys } from './initial-keys.ts'
import { openInitial } from './initial-packet.ts'
import { type LongHeader, readLongHeader } from './long-header.ts'

/** Packets in one datagram; one of each kind is usual. */
const MAX_PACKETS = 8
/** Initial packets between two endpoints that are opened, each of which costs a dozen hashes. A ClientHello takes two. */
const MAX_INITIALS = 32

/** A client's way to a server: what its Initial packets say, until the ClientHello is there. */
export class QuicFlow {
  hello: ClientHello | null = null
  #keys: InitialKeys | null = null
  #stream: CryptoStream | null = null
  #initials = 0

  datagram(bytes: Uint8Array, start: number, end: number): void {
    let at = start
    for (let packets = 0; packets < MAX_PACKETS && at < end; packets++) {
      const header = readLongHeader(bytes, at, end)
      if (header === null) return
      if (header.isInitial) this.#initial(bytes, header)
      at = header.end
    }
  }

  #initial(bytes: Uint8Array, header: LongHeader): void {
    if (this.#initials++ >= MAX_INITIALS) {
      // What is asked for from here on is not known, so no name may stand for it.
      this.hello = null
      this.#stream = null
      return
    }
    const frames = this.#open(bytes, header)
    if (frames === null || this.#stream === null) return
    readCryptoFrames(frames, this.#stream)
    this.hello = this.#stream.hello()
    if (this.hello !== null) this.#stream = null
  }

  /** The first packet's id makes the keys of all of them. What begins anew, after a Retry or for good, has another. */
  #open(bytes: Uint8Array, header: LongHeader): Uint8Array | null {
    const known = this.#keys === null ? null : openInitial(bytes, header, this.#keys)
    if (known !== null) return known
    const keys = clientInitialKeys(header.version, header.connectionId)
    const frames = openInitial(bytes, header, keys)
    if (frames === null) return null
    this.hello = null
    this.#keys = keys
    this.#stream = new CryptoStream()
    return frames
  }
}
