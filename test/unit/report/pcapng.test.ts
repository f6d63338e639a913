import { describe, expect, it } from 'vitest'
import { CaptureDecoder } from '../../../src/decode/capture-decoder.ts'
import type { CaptureEvent } from '../../../src/model/index.ts'
import { PcapngWriter } from '../../../src/report/pcapng.ts'
import * as packets from '../../helpers/packets.ts'

const SECRETS = 'CLIENT_RANDOM 00 11\n'

function decode(bytes: Uint8Array) {
  const events: CaptureEvent[] = []
  const decoder = new CaptureDecoder({ onEvent: (event) => events.push(event) })
  decoder.write(bytes)
  return { events, summary: decoder.end() }
}

function convert(pcap: Uint8Array, step = pcap.length, secrets = SECRETS): Buffer {
  const writer = new PcapngWriter(secrets)
  const parts: Buffer[] = []
  for (let at = 0; at < pcap.length; at += step) parts.push(writer.write(pcap.subarray(at, at + step)))
  return Buffer.concat([...parts, writer.end()])
}

/** Types of the blocks, by their lengths in front and behind. */
function blocks(bytes: Buffer): number[] {
  const types: number[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const length = bytes.readUInt32LE(at + 4)
    expect([length % 4, bytes.readUInt32LE(at + length - 4)]).toEqual([0, length])
    types.push(bytes.readUInt32LE(at))
  }
  return types
}

const PACKETS = [packets.dnsMessage(['a.example']), packets.dnsMessage(['b.example'])].map((message) =>
  packets.ethernet(packets.ipv4(packets.udp(message, 40_000, 53))),
)
const CAPTURES: readonly (readonly [string, Uint8Array])[] = [
  ['microseconds', packets.pcap(PACKETS)],
  ['nanoseconds', packets.pcap(PACKETS, { nano: true })],
  ['the other byte order', packets.pcap(PACKETS, { littleEndian: false })],
]

describe('PcapngWriter', () => {
  it.each(CAPTURES)('%s: says what the pcap says, however it is cut', (_name, pcap) => {
    const before = decode(pcap)
    expect(before.summary.packets).toBeGreaterThan(1)
    for (const step of [pcap.length, 1, 7]) {
      const { events, summary } = decode(convert(pcap, step))
      expect(events).toEqual(before.events)
      expect(summary).toMatchObject({ packets: before.summary.packets, complete: true })
    }
  })

  it('has the secrets before the packets', () => {
    const [, pcap] = CAPTURES[0] ?? ['', new Uint8Array()]
    const bytes = convert(pcap)
    expect(blocks(bytes).slice(0, 4)).toEqual([0x0a0d0d0a, 10, 1, 6])
    expect(bytes.readUInt32LE(28 + 8)).toBe(0x544c534b)
    expect(bytes.toString('latin1', 28 + 16, 28 + 16 + bytes.readUInt32LE(28 + 12))).toBe(SECRETS)
    expect(blocks(convert(pcap, pcap.length, ''))[1]).toBe(1)
  })

  it('is a whole file without a capture', () => {
    expect(blocks(new PcapngWriter('').end())).toEqual([0x0a0d0d0a])
  })

  it.each([
    ['no pcap', Buffer.alloc(100, 7)],
    ['half a header', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 0])],
  ])('%s: holds no packet', (_name, bytes) => {
    expect(blocks(convert(bytes))).toEqual([0x0a0d0d0a, 10])
  })

  it('ends at a record that cannot be', () => {
    const [, pcap] = CAPTURES[0] ?? ['', new Uint8Array()]
    const broken = Buffer.concat([pcap, Buffer.alloc(16, 0x7f), pcap])
    expect(blocks(convert(broken))).toEqual(blocks(convert(pcap)))
  })
})
