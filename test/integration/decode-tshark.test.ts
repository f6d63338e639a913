// tshark is the referee: the same file, the same names, the same connections, the same server names.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeCapture } from '../../src/decode/capture-decoder.ts'
import type { CaptureEvent } from '../../src/model/index.ts'
import { segment, segments } from '../helpers/decoded.ts'
import {
  ascii,
  type Bytes,
  be16,
  clientHello,
  concat,
  dnsAnswer,
  dnsMessage,
  ethernet,
  framed,
  ipv4,
  ipv6,
  pcap,
  pcapng,
  tcp,
  udp,
} from '../helpers/packets.ts'

const NOTHING = new Uint8Array(0)
const long = udp(dnsMessage(['fragments.test']))

function fragment(from: number, to: number, more: boolean): Bytes {
  return ipv4(long.subarray(from, to), { fragment: (more ? 0x2000 : 0) | (from / 8), id: 77 })
}

function fragment6(from: number, to: number, more: boolean): Bytes {
  const header = [17, 0, ...be16(from | (more ? 1 : 0)), 0, 0, 0, 7]
  return ipv6(concat(header, long.subarray(from, to)), { protocol: 44 })
}

const connect = (port: number): Bytes => segment(NOTHING, { flags: 'S', sequence: 1000, sourcePort: port })

const packets: readonly Bytes[] = [
  ethernet(ipv4(udp(dnsMessage(['one.test'])))),
  ethernet(ipv4(udp(dnsAnswer('one.test'), 53, 40000))),
  ethernet(ipv6(udp(dnsMessage(['Two.Test'], { type: 28 })))),
  ethernet(ipv4(udp(dnsMessage(['three.test', 'four.test'])))),
  ethernet(ipv4(udp(dnsMessage(['vlan.test']))), 0x0800, [0x8100]),
  ethernet(
    ipv4(udp(dnsMessage(['printer.local'], { flags: 0, type: 12 }), 5353, 5353), {
      destination: '224.0.0.251',
    }),
  ),
  ethernet(ipv6(concat([17, 0, 1, 4, 0, 0, 0, 0], udp(dnsMessage(['options.test']))), { protocol: 60 })),
  ethernet(fragment(16, long.length, false)),
  ethernet(fragment(0, 16, true)),
  ethernet(fragment6(0, 24, true)),
  ethernet(fragment6(24, long.length, false)),
  concat(ethernet(ipv4(udp(dnsMessage(['padded.test'])))), new Uint8Array(8)),
  segment(NOTHING, { flags: 'S', sequence: 1000, destinationPort: 53 }),
  ...segments(framed(dnsMessage(['tcp.test'])), 1, { destinationPort: 53 }),
  connect(41000),
  connect(41000),
  ...segments(clientHello('sni.test'), 30, { sourcePort: 41000 }),
  connect(41001),
  segment(clientHello('other.test', 40), { sourcePort: 41001, sequence: 1001 }),
  segment(NOTHING, { flags: 'S', sequence: 1000, sourcePort: 41002, destinationPort: 80 }),
  segment(ascii('GET / HTTP/1.1\r\nHost: web.test\r\n\r\n'), {
    sourcePort: 41002,
    sequence: 1001,
    destinationPort: 80,
  }),
  ethernet(ipv6(tcp(NOTHING, { flags: 'S' }), { protocol: 6 })),
  ethernet(ipv4(Uint8Array.of(8, 0, 0xf7, 0xff, 0, 0, 0, 0), { protocol: 1 })),
]

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function referee(file: string, filter: string, ...fields: readonly string[]): Promise<string[]> {
  const columns = fields.flatMap((field) => ['-e', field])
  const { stdout } = await execa('tshark', ['-n', '-r', file, '-Y', filter, '-T', 'fields', ...columns])
  return stdout.split('\n').filter((line) => line !== '')
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort()

function names(events: readonly CaptureEvent[]): string[] {
  return unique(
    events.flatMap((event) => (event.kind === 'dns-query' ? event.questions.map(({ name }) => name) : [])),
  )
}

function hosts(events: readonly CaptureEvent[], protocol: string): string[] {
  return unique(
    events.flatMap((event) =>
      event.kind === 'tcp-data' && event.protocol === protocol ? [event.host ?? ''] : [],
    ),
  )
}

function connections(events: readonly CaptureEvent[]): string[] {
  return unique(
    events.flatMap(({ kind, ...event }) =>
      kind === 'tcp-connect' && 'destination' in event
        ? [`${event.destination?.address} ${event.destination?.port}`]
        : [],
    ),
  )
}

const SYN = 'tcp.flags.syn == 1 && tcp.flags.ack == 0'

describe.each([
  ['pcap', pcap(packets)],
  ['pcap, big endian, nanoseconds', pcap(packets, { littleEndian: false, nano: true })],
  ['pcapng', pcapng(packets)],
])('%s', (name, bytes) => {
  const { events, summary } = decodeCapture(bytes)
  let file = ''

  beforeAll(async () => {
    file = join(folder, `${name.replaceAll(/\W/g, '-')}.pcap`)
    await writeFile(file, bytes)
  })

  test('the same number of packets', async () => {
    expect(await referee(file, 'frame', 'frame.number')).toHaveLength(summary.packets)
  })

  test('the same names', async () => {
    const seen = await referee(file, '(dns || mdns) && dns.flags.response == 0', 'dns.qry.name')
    const expected = unique(seen.flatMap((line) => line.toLowerCase().split(',')))
    expect(expected.length).toBeGreaterThan(8)
    expect(names(events)).toEqual(expected)
  })

  test('the same connections', async () => {
    const seen = await referee(file, SYN, 'ip.dst', 'ipv6.dst', 'tcp.dstport')
    expect(connections(events)).toEqual(
      unique(seen.map((line) => line.split('\t').filter(Boolean).join(' '))),
    )
  })

  test('the same server names and hosts', async () => {
    const server = 'tls.handshake.extensions_server_name'
    expect(hosts(events, 'tls')).toEqual(unique(await referee(file, server, server)))
    expect(hosts(events, 'http')).toEqual(unique(await referee(file, 'http.host', 'http.host')))
  })

  test('nothing that the referee can read is malformed', () => {
    expect(events.filter(({ kind }) => kind === 'malformed')).toEqual([])
    expect(summary).toMatchObject({ complete: true, problem: null })
  })
})

test('tcpdump reads what the builder writes', async () => {
  const file = join(folder, 'tcpdump.pcap')
  await writeFile(file, pcap(packets))
  const { stdout } = await execa('tcpdump', ['-n', '-r', file])
  expect(stdout.trim().split('\n')).toHaveLength(packets.length)
})
