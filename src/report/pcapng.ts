/**
 * A capture as pcapng with the TLS secrets inside, so that it opens decrypted wherever it is sent.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html, as of 2025-11-01.
 */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6, secrets: 10 } as const
const BYTE_ORDER = 0x1a2b3c4d
/** `TLSK`: NSS key log. */
const TLS_KEY_LOG = 0x544c534b
const FILE_HEADER = 24
const RECORD_HEADER = 16
/** tcpdump's own limit. */
const MAX_RECORD = 256 * 1024
/** Of pcap: microseconds, nanoseconds; the bytes say in which order. */
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d

/** Turns a pcap into a pcapng, chunk by chunk. What is no pcap, or is cut off, ends where it can no longer be read. */
export class PcapngWriter {
  readonly #secrets: string
  #rest: Buffer = Buffer.alloc(0)
  #format: Format | null = null
  #began = false
  #broken = false

  /** `secrets`: lines of NSS's key log; empty for none. */
  constructor(secrets: string) {
    this.#secrets = secrets
  }

  write(chunk: Uint8Array): Buffer {
    const parts = [this.#begin()]
    if (this.#broken) return parts[0] ?? Buffer.alloc(0)
    const bytes = Buffer.concat([this.#rest, chunk])
    let at = 0
    if (this.#format === null) {
      if (bytes.length < FILE_HEADER) {
        this.#rest = bytes
        return Buffer.concat(parts)
      }
      this.#format = formatOf(bytes)
      this.#broken = this.#format === null
      at = FILE_HEADER
      if (this.#format !== null) parts.push(interfaceBlock(this.#format))
    }
    while (this.#format !== null && !this.#broken && at + RECORD_HEADER <= bytes.length) {
      const length = this.#format.u32(bytes, at + 8)
      this.#broken = length > MAX_RECORD
      const end = at + RECORD_HEADER + length
      if (this.#broken || end > bytes.length) break
      parts.push(packetBlock(this.#format, bytes.subarray(at, end)))
      at = end
    }
    this.#rest = bytes.subarray(at)
    return Buffer.concat(parts)
  }

  /** What has to be there even if there is no capture. */
  end(): Buffer {
    return this.#begin()
  }

  #begin(): Buffer {
    if (this.#began) return Buffer.alloc(0)
    this.#began = true
    const secrets = this.#secrets === '' ? [] : [secretsBlock(this.#secrets)]
    return Buffer.concat([sectionBlock(), ...secrets])
  }
}

interface Format {
  readonly u32: (bytes: Buffer, at: number) => number
  readonly perSecond: bigint
  readonly linkType: number
  readonly snapLength: number
}

function formatOf(bytes: Buffer): Format | null {
  for (const u32 of [
    (from: Buffer, at: number) => from.readUInt32LE(at),
    (from: Buffer, at: number) => from.readUInt32BE(at),
  ]) {
    const magic = u32(bytes, 0)
    if (magic !== MICROSECONDS && magic !== NANOSECONDS) continue
    const perSecond = magic === MICROSECONDS ? 1_000_000n : 1_000_000_000n
    return { u32, perSecond, snapLength: u32(bytes, 16), linkType: u32(bytes, 20) & 0xffff }
  }
  return null
}

function sectionBlock(): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(BYTE_ORDER, 0)
  body.writeUInt16LE(1, 4)
  body.writeBigInt64LE(-1n, 8) // of unknown length
  return block(BLOCK.section, body)
}

function secretsBlock(text: string): Buffer {
  const lines = Buffer.from(text, 'latin1')
  const head = Buffer.alloc(8)
  head.writeUInt32LE(TLS_KEY_LOG, 0)
  head.writeUInt32LE(lines.length, 4)
  return block(BLOCK.secrets, Buffer.concat([head, lines]))
}

function interfaceBlock({ linkType, snapLength, perSecond }: Format): Buffer {
  const body = Buffer.alloc(20)
  body.writeUInt16LE(linkType, 0)
  body.writeUInt32LE(snapLength, 4)
  body.writeUInt16LE(9, 8) // if_tsresol, one byte, padded to four
  body.writeUInt16LE(1, 10)
  body.writeUInt8(perSecond === 1_000_000n ? 6 : 9, 12)
  return block(BLOCK.interface, body)
}

function packetBlock({ u32, perSecond }: Format, record: Buffer): Buffer {
  const time = BigInt(u32(record, 0)) * perSecond + BigInt(u32(record, 4))
  const head = Buffer.alloc(20)
  head.writeUInt32LE(Number(time >> 32n), 4)
  head.writeUInt32LE(Number(time & 0xffff_ffffn), 8)
  head.writeUInt32LE(u32(record, 8), 12)
  head.writeUInt32LE(u32(record, 12), 16)
  return block(BLOCK.packet, Buffer.concat([head, record.subarray(RECORD_HEADER)]))
}

/** Its length stands in front and behind. */
function block(type: number, body: Buffer): Buffer {
  const padding = (4 - (body.length % 4)) % 4
  const whole = Buffer.alloc(12 + body.length + padding)
  whole.writeUInt32LE(type, 0)
  whole.writeUInt32LE(whole.length, 4)
  body.copy(whole, 8)
  whole.writeUInt32LE(whole.length, whole.length - 4)
  return whole
}
