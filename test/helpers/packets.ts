// Builds packets and capture files, layer by layer, for tests and benchmarks. Bytes only: nothing is ever sent.

export type Bytes = Uint8Array

export function concat(...parts: readonly (Bytes | readonly number[])[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function ascii(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export const be16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff]
export const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value & 0xffff)]
export const le16 = (value: number): number[] => be16(value).reverse()
export const le32 = (value: number): number[] => be32(value).reverse()

// Addresses and IP

export function ipv4Address(text: string): number[] {
  return text.split('.').map(Number)
}

export function ipv6Address(text: string): number[] {
  const [head = '', tail] = text.split('::')
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const zeros = new Array<number>(8 - front.length - back.length).fill(0)
  return [...front, ...zeros, ...back].flatMap(be16)
}

export interface IpOptions {
  readonly source?: string
  readonly destination?: string
  readonly protocol?: number
  /** IPv4: flags and fragment offset as they stand in the header. */
  readonly fragment?: number
  readonly id?: number
  readonly totalLength?: number
}

export function ipv4(payload: Bytes, options: IpOptions = {}): Bytes {
  const { source = '192.0.2.1', destination = '198.51.100.2', protocol = 17, fragment = 0, id = 1 } = options
  const header = [
    0x45,
    0,
    ...be16(options.totalLength ?? payload.length + 20),
    ...be16(id),
    ...be16(fragment),
    64,
    protocol,
    0,
    0,
  ]
  const whole = [...header, ...ipv4Address(source), ...ipv4Address(destination)]
  const sum = checksum(whole)
  whole[10] = sum >> 8
  whole[11] = sum & 0xff
  return concat(whole, payload)
}

function checksum(bytes: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

/** `payload` begins with extension headers if there are any; `protocol` is what the first header is. */
export function ipv6(payload: Bytes, options: IpOptions = {}): Bytes {
  const { source = '2001:db8::1', destination = '2001:db8::2', protocol = 17 } = options
  const length = be16(options.totalLength ?? payload.length)
  return concat(
    [0x60, 0, 0, 0, ...length, protocol, 64],
    ipv6Address(source),
    ipv6Address(destination),
    payload,
  )
}

// UDP and TCP

export function udp(
  payload: Bytes,
  sourcePort = 40000,
  destinationPort = 53,
  length = payload.length + 8,
): Bytes {
  return concat(be16(sourcePort), be16(destinationPort), be16(length), [0, 0], payload)
}

export interface TcpOptions {
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly sequence?: number
  readonly acknowledgement?: number
  /** Letters out of F, S, R, P, A. */
  readonly flags?: string
}

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 }

export function tcp(payload: Bytes, options: TcpOptions = {}): Bytes {
  const {
    sourcePort = 40000,
    destinationPort = 443,
    sequence = 1000,
    acknowledgement = 0,
    flags = 'A',
  } = options
  const bits = [...flags].reduce((sum, letter) => sum | (FLAGS[letter] ?? 0), 0)
  return concat(
    [...be16(sourcePort), ...be16(destinationPort), ...be32(sequence), ...be32(acknowledgement)],
    [0x50, bits, 0xff, 0xff, 0, 0, 0, 0],
    payload,
  )
}

// Link layers

export function ethernet(
  packet: Bytes,
  type = packet[0] === 0x60 ? 0x86dd : 0x0800,
  tags: readonly number[] = [],
): Bytes {
  return concat(
    new Uint8Array(12),
    tags.flatMap((tag) => [...be16(tag), 0, 1]),
    be16(type),
    packet,
  )
}

// DNS

/** A name on the wire. Labels may hold anything. */
export function dnsName(labels: readonly (string | Bytes)[]): Bytes {
  const parts = labels.map((label) => (typeof label === 'string' ? ascii(label) : label))
  return concat(...parts.map((label) => concat([label.length], label)), [0])
}

export interface DnsOptions {
  readonly flags?: number
  readonly type?: number
  readonly dnsClass?: number
  /** Question, answer, authority and additional counts where they lie. */
  readonly counts?: readonly [number, number, number, number]
  /** Bytes behind the questions. */
  readonly rest?: Bytes
  readonly id?: number
}

export function dnsMessage(names: readonly (string | Bytes)[], options: DnsOptions = {}): Bytes {
  const {
    flags = 0x0100,
    type = 1,
    dnsClass = 1,
    counts = [names.length, 0, 0, 0],
    rest = new Uint8Array(0),
    id = 0x1234,
  } = options
  const questions = names.map((name) =>
    concat(typeof name === 'string' ? dnsName(name.split('.')) : name, be16(type), be16(dnsClass)),
  )
  return concat(be16(id), be16(flags), ...counts.map(be16), ...questions, rest)
}

/** An answer to one question with one A record. */
export function dnsAnswer(name: string, address = '198.51.100.7', id = 0x1234): Bytes {
  const record = concat([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4], ipv4Address(address))
  return dnsMessage([name], { flags: 0x8180, counts: [1, 1, 0, 0], rest: record, id })
}

/** With its length before it, as TCP has it. */
export function framed(message: Bytes): Bytes {
  return concat(be16(message.length), message)
}

// What clients say first

/** An extension of a ClientHello. */
export function helloExtension(type: number, value: Bytes): Bytes {
  return concat(be16(type), be16(value.length), value)
}

/** The list of protocols that a client speaks. */
export function alpn(...protocols: readonly string[]): Bytes {
  const list = concat(...protocols.map((name) => concat([name.length], ascii(name))))
  return helloExtension(16, concat(be16(list.length), list))
}

export function clientHello(
  serverName: string | null,
  recordSize = 16384,
  more: Bytes = new Uint8Array(0),
): Bytes {
  const name = ascii(serverName ?? '')
  const extension = concat([0, 0], be16(name.length + 5), be16(name.length + 3), [0], be16(name.length), name)
  const other = [0, 10, 0, 4, 0, 2, 0, 29]
  const extensions = concat(other, serverName === null ? [] : extension, more)
  const body = concat(
    [3, 3],
    new Uint8Array(32).fill(7),
    [0, 0, 2, 0x13, 0x01, 1, 0],
    be16(extensions.length),
    extensions,
  )
  const handshake = concat([1, 0, ...be16(body.length)], body)
  const records: Bytes[] = []
  for (let at = 0; at < handshake.length; at += recordSize) {
    const part = handshake.subarray(at, at + recordSize)
    records.push(concat([0x16, 3, 1], be16(part.length), part))
  }
  return concat(...records)
}

// Files

export interface PcapOptions {
  readonly littleEndian?: boolean
  readonly nano?: boolean
  readonly linkType?: number
  readonly snapshotLength?: number
}

export function pcapHeader(options: PcapOptions = {}): Bytes {
  const { littleEndian = true, nano = false, linkType = 1, snapshotLength = 262144 } = options
  const half = littleEndian ? le16 : be16
  const word = littleEndian ? le32 : be32
  return concat(
    word(nano ? 0xa1b23c4d : 0xa1b2c3d4),
    half(2),
    half(4),
    word(0),
    word(0),
    word(snapshotLength),
    word(linkType),
  )
}

export function pcapRecord(packet: Bytes, time = 1_700_000_000.5, options: PcapOptions = {}): Bytes {
  const { littleEndian = true, nano = false } = options
  const word = littleEndian ? le32 : be32
  const seconds = Math.floor(time)
  const ticks = Math.round((time - seconds) * (nano ? 1e9 : 1e6))
  return concat(word(seconds), word(ticks), word(packet.length), word(packet.length), packet)
}

/** Packets one millisecond apart. */
export function pcap(packets: readonly Bytes[], options: PcapOptions = {}): Bytes {
  const records = packets.map((packet, index) => pcapRecord(packet, 1_700_000_000 + index / 1000, options))
  return concat(pcapHeader(options), ...records)
}

export function pcapngBlock(type: number, body: Bytes, littleEndian = true): Bytes {
  const word = littleEndian ? le32 : be32
  const padding = new Uint8Array((4 - (body.length % 4)) % 4)
  const length = word(body.length + padding.length + 12)
  return concat(word(type), length, body, padding, length)
}

export function pcapngSection(littleEndian = true): Bytes {
  const half = littleEndian ? le16 : be16
  const word = littleEndian ? le32 : be32
  return pcapngBlock(
    0x0a0d0d0a,
    concat(word(0x1a2b3c4d), half(1), half(0), new Uint8Array(8).fill(0xff)),
    littleEndian,
  )
}

export function pcapngInterface(
  linkType = 1,
  options: Bytes = new Uint8Array(0),
  littleEndian = true,
): Bytes {
  const half = littleEndian ? le16 : be16
  const word = littleEndian ? le32 : be32
  return pcapngBlock(1, concat(half(linkType), half(0), word(262144), options), littleEndian)
}

/** `ticks`: the timestamp in the interface's own resolution. */
export function pcapngPacket(
  packet: Bytes,
  ticks = 1_700_000_000_500_000,
  littleEndian = true,
  interfaceId = 0,
): Bytes {
  const word = littleEndian ? le32 : be32
  const header = [
    interfaceId,
    Math.floor(ticks / 0x1_0000_0000),
    ticks % 0x1_0000_0000,
    packet.length,
    packet.length,
  ]
  return pcapngBlock(6, concat(...header.map(word), packet), littleEndian)
}

export function pcapng(packets: readonly Bytes[], littleEndian = true): Bytes {
  const blocks = packets.map((packet, index) =>
    pcapngPacket(packet, 1_700_000_000_000_000 + index * 1000, littleEndian),
  )
  return concat(pcapngSection(littleEndian), pcapngInterface(1, new Uint8Array(0), littleEndian), ...blocks)
}
