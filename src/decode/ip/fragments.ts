import { latin1 } from '../bytes.ts'
import type { MalformedCode } from '../error.ts'
import type { IpPacket } from './ip-packet.ts'

/** Datagrams that wait for fragments at one time: with the next limit, 4 MiB at most. */
const MAX_WAITING = 64
/** An IP packet cannot be longer. */
const MAX_LENGTH = 65_535
/** A 64 KiB datagram over the smallest sensible MTU has about 120. */
const MAX_FRAGMENTS = 1024
/** Seconds after which a receiver gives up (RFC 8200 §4.5), and an id may mean another datagram. */
const GIVE_UP_AFTER = 60

interface Part {
  readonly offset: number
  readonly bytes: Uint8Array
}

interface Waiting {
  readonly first: IpPacket
  readonly parts: Part[]
  received: number
  /** Length of the payload; null until the last fragment is there. */
  total: number | null
  protocol: number
}

export type OnBadFragment = (code: MalformedCode, packet: IpPacket) => void

/** Puts fragmented packets together again. What cannot be put together is told, never dropped in silence. */
export class Fragments {
  readonly #waiting = new Map<string, Waiting>()
  readonly #onBad: OnBadFragment

  constructor(onBad: OnBadFragment) {
    this.#onBad = onBad
  }

  /** The whole packet if this fragment was the missing one. */
  add(packet: IpPacket): IpPacket | null {
    const length = packet.end - packet.start
    const odd = packet.moreFragments && length % 8 !== 0
    if (length === 0 || odd || packet.fragmentOffset + length > MAX_LENGTH)
      return this.#bad('fragment-invalid', packet)
    const key = keyOf(packet)
    const waiting = this.#find(key, packet)
    const code = insert(waiting, packet)
    if (code !== null) {
      this.#waiting.delete(key)
      return this.#bad(code, packet)
    }
    if (waiting.received !== waiting.total) return null
    this.#waiting.delete(key)
    return assemble(waiting)
  }

  /** The capture is over: whoever still waits waits in vain. */
  finish(): void {
    for (const { first } of this.#waiting.values()) this.#onBad('fragment-incomplete', first)
    this.#waiting.clear()
  }

  #find(key: string, packet: IpPacket): Waiting {
    const known = this.#waiting.get(key)
    if (known !== undefined && packet.time - known.first.time <= GIVE_UP_AFTER) return known
    if (known !== undefined) this.#drop(key, 'fragment-incomplete')
    if (this.#waiting.size >= MAX_WAITING) {
      const oldest = this.#waiting.keys().next().value
      if (oldest !== undefined) this.#drop(oldest, 'fragment-limit')
    }
    const made = {
      first: addressesOf(packet),
      parts: [],
      received: 0,
      total: null,
      protocol: packet.protocol,
    }
    this.#waiting.set(key, made)
    return made
  }

  #drop(key: string, code: MalformedCode): void {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    if (waiting !== undefined) this.#onBad(code, waiting.first)
  }

  #bad(code: MalformedCode, packet: IpPacket): null {
    this.#onBad(code, packet)
    return null
  }
}

/** RFC 791: with the protocol; RFC 8200: without, since only the first fragment tells it. */
function keyOf(packet: IpPacket): string {
  const width = packet.version === 4 ? 4 : 16
  const addresses = latin1(packet.bytes, packet.source, packet.source + 2 * width)
  return `${addresses} ${packet.fragmentId} ${packet.version === 4 ? packet.protocol : ''}`
}

/** Keeps the addresses alone: the packet's bytes belong to whoever reads the file. */
function addressesOf(packet: IpPacket): IpPacket {
  const width = packet.version === 4 ? 4 : 16
  const bytes = packet.bytes.slice(packet.source, packet.source + 2 * width)
  return { ...packet, bytes, source: 0, destination: width, start: 2 * width, end: 2 * width }
}

/** A copy of a fragment is harmless; any other overlap means that two readers may read two things (RFC 5722). */
function insert(waiting: Waiting, packet: IpPacket): MalformedCode | null {
  const { parts } = waiting
  const { fragmentOffset: offset } = packet
  const bytes = packet.bytes.slice(packet.start, packet.end)
  let index = parts.length
  while (index > 0 && (parts[index - 1] as Part).offset >= offset) index--
  const before = parts[index - 1]
  const after = parts[index]
  if (after !== undefined && after.offset === offset && sameBytes(after.bytes, bytes)) return null
  if (before !== undefined && before.offset + before.bytes.length > offset) return 'fragment-overlap'
  if (after !== undefined && offset + bytes.length > after.offset) return 'fragment-overlap'
  if (parts.length >= MAX_FRAGMENTS) return 'fragment-limit'
  parts.splice(index, 0, { offset, bytes })
  waiting.received += bytes.length
  if (offset === 0) waiting.protocol = packet.protocol
  if (!packet.moreFragments) waiting.total ??= offset + bytes.length
  return waiting.total === null ? null : checkTotal(parts, waiting.total, packet, bytes.length)
}

/** Nothing may lie behind the last fragment, and there is one last fragment. */
function checkTotal(
  parts: readonly Part[],
  total: number,
  packet: IpPacket,
  length: number,
): MalformedCode | null {
  const last = parts.at(-1)
  const isBehind = last !== undefined && last.offset + last.bytes.length > total
  const isOtherEnd = !packet.moreFragments && packet.fragmentOffset + length !== total
  return isBehind || isOtherEnd ? 'fragment-overlap' : null
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function assemble({ first, parts, protocol, total }: Waiting): IpPacket {
  const at = first.bytes.length
  const bytes = new Uint8Array(at + (total ?? 0))
  bytes.set(first.bytes)
  for (const part of parts) bytes.set(part.bytes, at + part.offset)
  return { ...first, bytes, start: at, end: bytes.length, protocol, fragment: false }
}
