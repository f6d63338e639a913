// Writes the captures that the decoder is measured with. All names and addresses are made up and go nowhere.
import { closeSync, openSync, writeSync } from 'node:fs'

const SERVERS = 64

/** A pcap file that is written in blocks, so that a gigabyte needs no memory. */
class CaptureWriter {
  #file
  #block = Buffer.alloc(4 * 1024 * 1024)
  #length = 0
  #time = 1_700_000_000_000_000
  bytes = 0

  constructor(path) {
    this.#file = openSync(path, 'w')
    const header = Buffer.alloc(24)
    header.writeUInt32LE(0xa1b2c3d4, 0)
    header.writeUInt16LE(2, 4)
    header.writeUInt16LE(4, 6)
    header.writeUInt32LE(262_144, 16)
    header.writeUInt32LE(1, 20)
    this.#put(header)
  }

  packet(bytes) {
    this.#time += 7
    const header = Buffer.alloc(16)
    header.writeUInt32LE(Math.floor(this.#time / 1e6), 0)
    header.writeUInt32LE(this.#time % 1e6, 4)
    header.writeUInt32LE(bytes.length, 8)
    header.writeUInt32LE(bytes.length, 12)
    this.#put(header)
    this.#put(bytes)
  }

  close() {
    this.#flush()
    closeSync(this.#file)
  }

  #put(bytes) {
    if (this.#length + bytes.length > this.#block.length) this.#flush()
    bytes.copy(this.#block, this.#length)
    this.#length += bytes.length
    this.bytes += bytes.length
  }

  #flush() {
    writeSync(this.#file, this.#block, 0, this.#length)
    this.#length = 0
  }
}

function ip(protocol, client, server, payload) {
  const packet = Buffer.alloc(34 + payload.length)
  packet.writeUInt16BE(0x0800, 12)
  packet[14] = 0x45
  packet.writeUInt16BE(20 + payload.length, 16)
  packet[22] = 64
  packet[23] = protocol
  packet.set(client, 26)
  packet.set(server, 30)
  payload.copy(packet, 34)
  return packet
}

function udp(source, destination, payload) {
  const datagram = Buffer.alloc(8 + payload.length)
  datagram.writeUInt16BE(source, 0)
  datagram.writeUInt16BE(destination, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  payload.copy(datagram, 8)
  return datagram
}

function tcp(source, destination, sequence, flags, payload) {
  const segment = Buffer.alloc(20 + payload.length)
  segment.writeUInt16BE(source, 0)
  segment.writeUInt16BE(destination, 2)
  segment.writeUInt32BE(sequence >>> 0, 4)
  segment[12] = 0x50
  segment[13] = flags
  segment.writeUInt16BE(0xffff, 14)
  payload.copy(segment, 20)
  return segment
}

function question(name, id) {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([header, ...labels, Buffer.of(0, 0, 1, 0, 1)])
}

function answer(query, address) {
  const message = Buffer.concat([query, Buffer.of(0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address)])
  message.writeUInt16BE(0x8180, 2)
  message[7] = 1
  return message
}

function clientHello(name) {
  const server = Buffer.from(name)
  const length = server.length
  const extension = Buffer.concat([Buffer.of(0, 0, 0, length + 5, 0, length + 3, 0, 0, length), server])
  const body = Buffer.concat([
    Buffer.of(3, 3),
    Buffer.alloc(32, 7),
    Buffer.of(0, 0, 2, 0x13, 1, 1, 0, 0, extension.length),
    extension,
  ])
  const message = Buffer.concat([Buffer.of(1, 0, 0, body.length), body])
  return Buffer.concat([Buffer.of(0x16, 3, 1, 0, message.length), message])
}

const CLIENT = [192, 0, 2, 1]
const RESOLVER = [192, 0, 2, 53]

/** Queries and their answers in turn, every name another one: nothing for a cache to be proud of. */
export function writeDnsCapture(path, packets) {
  const writer = new CaptureWriter(path)
  for (let index = 0; index < packets / 2; index++) {
    const port = 1024 + (index % 60_000)
    const query = question(`host-${index}.zone${index % 977}.example`, index & 0xffff)
    writer.packet(ip(17, CLIENT, RESOLVER, udp(port, 53, query)))
    writer.packet(ip(17, RESOLVER, CLIENT, udp(53, port, answer(query, [198, 18, index & 255, 1]))))
  }
  writer.close()
  return writer.bytes
}

const BULK = Buffer.alloc(1448, 0xa5)
const NOTHING = Buffer.alloc(0)

/** Connections one after the other: a lookup, a handshake, a ClientHello, then a download. */
export function writeMixedCapture(path, bytes) {
  const writer = new CaptureWriter(path)
  for (let index = 0; writer.bytes < bytes; index++) writeConnection(writer, index)
  writer.close()
  return writer.bytes
}

function writeConnection(writer, index) {
  const port = 1024 + (index % 60_000)
  const server = [198, 51, 100, 1 + (index % SERVERS)]
  const query = question(`cdn${index % 5000}.example`, index & 0xffff)
  const up = (payload, flags, sequence) =>
    writer.packet(ip(6, CLIENT, server, tcp(port, 443, sequence, flags, payload)))
  const down = (payload, flags, sequence) =>
    writer.packet(ip(6, server, CLIENT, tcp(443, port, sequence, flags, payload)))
  const base = index * 7919
  writer.packet(ip(17, CLIENT, RESOLVER, udp(port, 53, query)))
  writer.packet(ip(17, RESOLVER, CLIENT, udp(53, port, answer(query, server))))
  up(NOTHING, 2, base)
  down(NOTHING, 18, base)
  up(NOTHING, 16, base + 1)
  const hello = clientHello(`cdn${index % 5000}.example`)
  up(hello, 24, base + 1)
  for (let segment = 0; segment < 100; segment++) {
    down(BULK, 16, base + 1 + segment * BULK.length)
    if (segment % 2 === 1) up(NOTHING, 16, base + 1 + hello.length)
  }
  up(NOTHING, 17, base + 1 + hello.length)
  down(NOTHING, 17, base + 1 + 100 * BULK.length)
}
