import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CaptureDecoder, decodeCapture } from '../../../src/decode/capture-decoder.ts'
import type { CaptureEvent } from '../../../src/model/index.ts'
import { segments, told } from '../../helpers/decoded.ts'
import {
  type Bytes,
  be32,
  clientHello,
  concat,
  dnsAnswer,
  dnsMessage,
  dnsName,
  ethernet,
  framed,
  ipv4,
  ipv6,
  le32,
  pcap,
  pcapHeader,
  pcapng,
  pcapngBlock,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapRecord,
  tcp,
  udp,
} from '../../helpers/packets.ts'

const NOTHING = new Uint8Array(0)
const query = ethernet(ipv4(udp(dnsMessage(['example.test']))))

const everything: readonly Bytes[] = [
  query,
  ethernet(ipv6(udp(dnsMessage([dnsName(['a.b', 'é'])])))),
  ethernet(ipv4(udp(dnsAnswer('example.test'), 53, 40000))),
  ethernet(ipv4(udp(Uint8Array.of(1, 2, 3), 5000, 6000))),
  ethernet(
    ipv4(concat(udp(new Uint8Array(40), 5000, 6000, 88).subarray(0, 48)), { fragment: 0x2000, id: 9 }),
  ),
  ethernet(ipv4(new Uint8Array(40), { fragment: 6, id: 9 })),
  ethernet(ipv4(tcp(NOTHING, { flags: 'S' }), { protocol: 6 })),
  ...segments(clientHello('www.example.test', 50), 20),
  ...segments(framed(dnsMessage(['tcp.example.test'])), 1, { destinationPort: 8053 }),
  ethernet(ipv4(Uint8Array.of(8, 0, 0, 0), { protocol: 1 })),
  ethernet(ipv4(Uint8Array.of(1), { protocol: 200 })),
]

const big = (packets: readonly Bytes[]): Bytes => pcap(packets, { littleEndian: false })
const ng = (...blocks: readonly (Bytes | readonly number[])[]): Bytes => concat(pcapngSection(), ...blocks)

describe('formats', () => {
  test.each<[string, Bytes]>([
    ['pcap, little endian', pcap([query])],
    ['pcap, big endian', big([query])],
    ['pcap, nanoseconds, little endian', pcap([query], { nano: true })],
    ['pcap, nanoseconds, big endian', pcap([query], { nano: true, littleEndian: false })],
    ['pcap, FCS bits in the link type', pcap([query], { linkType: 0x14000001 })],
    ['pcap, no snapshot length', pcap([query], { snapshotLength: 0 })],
    ['pcapng, little endian', pcapng([query])],
    ['pcapng, big endian', pcapng([query], false)],
    ['pcapng, simple packet', ng(pcapngInterface(), pcapngBlock(3, concat(le32(query.length), query)))],
    ['pcapng, two sections', concat(pcapng([]), pcapng([query], false))],
    [
      'pcapng, unknown blocks',
      ng(pcapngBlock(0x99, new Uint8Array(9)), pcapngInterface(), pcapngPacket(query)),
    ],
  ])('%s', (_name, file) => {
    const { events, summary } = decodeCapture(file)
    expect(told(events)).toEqual(['dns-query A example.test'])
    expect(summary).toMatchObject({
      packets: 1,
      bytes: file.length,
      linkTypes: ['EN10MB'],
      complete: true,
      problem: null,
    })
  })

  test.each<[string, Bytes, number]>([
    ['microseconds', concat(pcapHeader(), pcapRecord(query, 1_700_000_000.25)), 1_700_000_000.25],
    [
      'nanoseconds',
      concat(pcapHeader({ nano: true }), pcapRecord(query, 1_700_000_000.25, { nano: true })),
      1_700_000_000.25,
    ],
    [
      'pcapng, microseconds unless told',
      ng(pcapngInterface(), pcapngPacket(query, 1_700_000_000_250_000)),
      1_700_000_000.25,
    ],
    [
      'pcapng, 10^-3',
      ng(pcapngInterface(1, Uint8Array.of(9, 0, 1, 0, 3, 0, 0, 0)), pcapngPacket(query, 250)),
      0.25,
    ],
    [
      'pcapng, 2^-10',
      ng(pcapngInterface(1, Uint8Array.of(9, 0, 1, 0, 0x8a, 0, 0, 0)), pcapngPacket(query, 256)),
      0.25,
    ],
    [
      'pcapng, offset',
      ng(
        pcapngInterface(1, Uint8Array.of(14, 0, 8, 0, 100, 0, 0, 0, 0, 0, 0, 0)),
        pcapngPacket(query, 250_000),
      ),
      100.25,
    ],
  ])('time in %s', (_name, file, time) => {
    expect(decodeCapture(file).summary).toMatchObject({ firstTime: time, lastTime: time })
  })
})

describe('incomplete, never clean', () => {
  const one = pcap([query])
  test.each<[string, Bytes, string, number]>([
    ['empty', NOTHING, 'empty-file', 0],
    ['half a magic number', one.subarray(0, 3), 'header-truncated', 0],
    ['half a header', one.subarray(0, 23), 'header-truncated', 0],
    ['header only', one.subarray(0, 24), 'no-packets', 0],
    ['pcapng header only', pcapng([]), 'no-packets', 0],
    ['no capture at all', Uint8Array.from(Buffer.from('#!/bin/sh\n')), 'magic-unknown', 0],
    ['version 3', concat(one.subarray(0, 4), [3, 0], one.subarray(6)), 'version-unsupported', 0],
    ['cut in a record header', one.subarray(0, 30), 'record-truncated', 0],
    ['cut in a packet', concat(one, one.subarray(24, 60)), 'record-truncated', 1],
    ['longer than the snapshot', pcap([query], { snapshotLength: 20 }), 'record-too-long', 0],
    [
      'corrupt length',
      concat(one, new Uint8Array(8), le32(0x7fffffff), le32(0), query),
      'record-too-long',
      1,
    ],
    ['unknown link type', pcap([query], { linkType: 147 }), 'link-type-unsupported', 0],
    ['pcapng unknown link type', ng(pcapngInterface(147), pcapngPacket(query)), 'link-type-unsupported', 0],
    ['pcapng without interface', ng(pcapngPacket(query)), 'interface-unknown', 0],
    ['pcapng block too short', ng(le32(6), le32(8), le32(8)), 'block-length', 0],
    ['pcapng block length odd', ng(le32(6), le32(13), new Uint8Array(8)), 'block-length', 0],
    ['pcapng block huge', ng(le32(6), le32(0x40000000), new Uint8Array(8)), 'record-too-long', 0],
    ['pcapng lengths differ', ng(le32(9), le32(16), le32(0), le32(20)), 'block-length', 0],
    ['pcapng bad byte order', pcapngBlock(0x0a0d0d0a, new Uint8Array(16)), 'magic-unknown', 0],
    [
      'pcapng major version 2',
      pcapngBlock(0x0a0d0d0a, concat(le32(0x1a2b3c4d), [2, 0, 0, 0], new Uint8Array(8))),
      'version-unsupported',
      0,
    ],
    [
      'pcapng packet longer than its block',
      ng(pcapngInterface(), pcapngBlock(6, concat(new Uint8Array(12), le32(99), le32(99)))),
      'block-malformed',
      0,
    ],
    [
      'pcapng option longer than its block',
      ng(pcapngInterface(1, Uint8Array.of(9, 0, 50, 0))),
      'block-malformed',
      0,
    ],
    [
      'pcapng block without its fields',
      ng(pcapngInterface(), pcapngBlock(6, new Uint8Array(8))),
      'block-malformed',
      0,
    ],
    [
      'big-endian corrupt length',
      concat(big([query]), new Uint8Array(8), be32(0x7fffffff), be32(0)),
      'record-too-long',
      1,
    ],
  ])('%s', (_name, file, problem, packets) => {
    const { events, summary } = decodeCapture(file)
    expect(summary).toMatchObject({ complete: false, problem, packets })
    expect(told(events).at(-1)).toBe(`malformed ${problem}`)
  })

  test('nothing is read after a record that cannot be', () => {
    const decoder = new CaptureDecoder({ onEvent: () => undefined })
    decoder.write(pcap([query], { snapshotLength: 20 }))
    decoder.write(pcap([query]))
    expect(decoder.end()).toMatchObject({ packets: 0, complete: false, problem: 'record-too-long' })
  })

  test.each([
    ['pcap', pcap(everything)],
    ['pcapng', pcapng(everything)],
  ])('%s cut at every byte is incomplete unless it is cut between packets', (_name, file) => {
    const whole = decodeCapture(file).summary.packets
    let complete = 0
    for (let length = 0; length < file.length; length++) {
      if (decodeCapture(file.subarray(0, length)).summary.complete) complete++
    }
    expect(complete).toBe(whole - 1)
  })
})

describe('chunks', () => {
  function inChunks(file: Bytes, sizes: readonly number[]): { events: CaptureEvent[]; summary: unknown } {
    const events: CaptureEvent[] = []
    const decoder = new CaptureDecoder({ onEvent: (event) => events.push(event) })
    const buffer = new Uint8Array(Math.max(...sizes))
    for (let at = 0, turn = 0; at < file.length; turn++) {
      const size = Math.min(sizes[turn % sizes.length] ?? 1, file.length - at)
      buffer.set(file.subarray(at, at + size))
      decoder.write(buffer.subarray(0, size))
      // The buffer belongs to the reader again.
      buffer.fill(0xff)
      at += size
    }
    return { events, summary: decoder.end() }
  }

  test.each([
    ['pcap', pcap(everything)],
    ['pcapng', pcapng(everything, false)],
  ])('%s: however it is cut, the events are the same', (_name, file) => {
    const whole = decodeCapture(file)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        expect(inChunks(file, sizes)).toEqual(whole)
      }),
      { numRuns: 50 },
    )
    expect(inChunks(file, [1])).toEqual(whole)
  })

  test('an error of the listener is the listener’s', () => {
    const decoder = new CaptureDecoder({
      onEvent: () => {
        throw new RangeError('mine')
      },
    })
    expect(() => decoder.write(pcap([query]))).toThrow(RangeError)
  })

  test('answers can be left unread', () => {
    const events: CaptureEvent[] = []
    const decoder = new CaptureDecoder({ answers: false, onEvent: (event) => events.push(event) })
    decoder.write(pcap([ethernet(ipv4(udp(dnsAnswer('example.test'), 53, 40000)))]))
    expect(events).toMatchObject([{ kind: 'dns-answer', questions: [{ name: 'example.test' }], answers: [] }])
  })
})

describe('hostile bytes', () => {
  const files = [pcap(everything), pcapng(everything), big(everything)]
  test('any bytes end in events and a summary', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(...files),
        fc.nat(60),
        (bytes, file, at) => {
          const mixed = concat(file.subarray(0, at), bytes)
          expect(decodeCapture(mixed).summary.bytes).toBeLessThanOrEqual(mixed.length)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('flipped bytes end in events and a summary', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.constantFrom(...files), flips, (file, places) => {
        const bytes = file.slice()
        for (const [at, value] of places) bytes[at % bytes.length] = value
        const { summary, events } = decodeCapture(bytes)
        expect(summary.complete).toBe(summary.problem === null)
        expect(events.length).toBeLessThan(everything.length * 4)
      }),
      { numRuns: 2000 },
    )
  })

  test('frames of any bytes, of any link type', () => {
    const linkType = fc.constantFrom(0, 1, 12, 101, 108, 113, 228, 229, 276)
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 120 }), { minLength: 1 }), linkType, (frames, type) => {
        expect(decodeCapture(pcap(frames, { linkType: type })).summary).toMatchObject({
          complete: true,
          packets: frames.length,
        })
      }),
      { numRuns: 1000 },
    )
  })
})
