import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import type { Endpoint } from '../../model/index.ts'
import type { NameTable } from './name-table.ts'
import { plainAddress } from './proc-net.ts'

const HEADER = 12
const TYPE_A = 1
const TYPE_AAAA = 28
const FLAGS_ANSWER = 0x8180 // QR, RD, RA
const TTL_SECONDS = 60
/** RFC 1035 §3.1: a name has at most 255 bytes. */
const MAX_NAME = 255
const MAX_TCP_MESSAGE = 65_535

/**
 * Answers every A and AAAA question with an invented address, and every other question with "no such record".
 * The question's bytes are echoed as they came. What was asked is told by the capture, not here.
 */
export function answerQuery(query: Uint8Array, names: NameTable): Buffer | null {
  const message = Buffer.from(query.buffer, query.byteOffset, query.length)
  if (message.length < HEADER + 5 || (message[2] ?? 0) & 0x80) return null
  const question = readQuestion(message)
  if (!question) return null
  const family = question.type === TYPE_A ? 4 : question.type === TYPE_AAAA ? 6 : null
  const address = family ? names.address(question.name, family) : null
  const header = Buffer.from(message.subarray(0, HEADER))
  header.writeUInt16BE(FLAGS_ANSWER, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(address ? 1 : 0, 6)
  header.writeUInt32BE(0, 8)
  const parts = [header, message.subarray(HEADER, question.end)]
  if (address && family) parts.push(record(question.type, addressBytes(address, family)))
  return Buffer.concat(parts)
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } | null {
  const labels: string[] = []
  let offset = HEADER
  for (let length = message[offset]; length; length = message[offset]) {
    if (length > 63 || offset - HEADER > MAX_NAME) return null
    labels.push(escapeLabel(message.toString('latin1', offset + 1, offset + 1 + length)))
    offset += length + 1
  }
  if (offset + 5 > message.length) return null
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(offset + 1), end: offset + 5 }
}

/** RFC 4343: a dot inside a label is not a border between labels; the decoder of the capture writes it alike. */
function escapeLabel(label: string): string {
  return label
    .replace(/[.\\]/g, '\\$&')
    .replace(/[^\x21-\x7e]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`)
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc000 | HEADER, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(TTL_SECONDS, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

/** An address's 4 or 16 bytes; IPv6 text may be shortened (`::`) but holds no dotted part. */
export function addressBytes(address: string, family: 4 | 6): Buffer {
  if (family === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = address.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const groups = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
  const bytes = Buffer.alloc(16)
  groups.forEach((group, i) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), i * 2)
  })
  return bytes
}

/** Sockets for addresses that were asked by number; a package may ask any number of them. */
const MAX_SOCKETS = 256

/** The UDP side of the DNS server, for whatever address a query was sent to. TCP comes through the sinkhole. */
export class DnsServer {
  readonly #names: NameTable
  readonly #onQuery: (source: Endpoint, destination: Endpoint) => void
  readonly #bound = new Set<string>()

  constructor(names: NameTable, onQuery: (source: Endpoint, destination: Endpoint) => void) {
    this.#names = names
    this.#onQuery = onQuery
  }

  async start(resolver: string): Promise<void> {
    await Promise.all(['0.0.0.0', '::', resolver].map((address) => this.#bind(address)))
  }

  /**
   * From a wildcard socket the kernel answers a local sender from `127.0.0.1` or `::1`, which the sender refuses
   * when it asked another address. Such an address gets a socket of its own, in time for the sender's next try.
   */
  answerFrom(address: string): void {
    if (this.#bound.has(address) || this.#bound.size >= MAX_SOCKETS) return
    if (!address.includes(':') && !address.startsWith('127.')) return // IPv4 answers from the address that was asked
    this.#bind(address).catch(() => {}) // an address that cannot be bound cannot be answered from
  }

  #bind(address: string): Promise<void> {
    this.#bound.add(address)
    const wildcard = address === '0.0.0.0' || address === '::'
    const socket = createSocket(
      address.includes(':')
        ? { type: 'udp6', ipv6Only: true, reuseAddr: true }
        : { type: 'udp4', reuseAddr: true },
    )
    socket.on('message', (message, from) => {
      const source = { address: plainAddress(from.address), port: from.port }
      this.#onQuery(source, { address: wildcard ? source.address : address, port: 53 })
      const answer = answerQuery(message, this.#names)
      if (answer) socket.send(answer, from.port, from.address)
    })
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(53, address, () => {
        socket.on('error', () => {}) // an answer that nobody waits for any more
        resolve()
      })
    })
  }
}

/** Serves DNS over a TCP connection whose first bytes have been read. */
export function serveDnsStream(socket: Socket, first: Buffer, names: NameTable): void {
  let buffered = first
  const drain = () => {
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
      const length = buffered.readUInt16BE(0)
      const answer = answerQuery(buffered.subarray(2, 2 + length), names)
      buffered = buffered.subarray(2 + length)
      if (!answer) return socket.destroy()
      const frame = Buffer.alloc(2)
      frame.writeUInt16BE(answer.length)
      socket.write(Buffer.concat([frame, answer]))
    }
    return undefined
  }
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk])
    if (buffered.length > MAX_TCP_MESSAGE + 2) socket.destroy()
    else drain()
  })
  drain()
}
