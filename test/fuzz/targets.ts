import { CaptureDecoder } from '../../src/decode/capture-decoder.ts'
import { Emitter, MAX_FIRST_BYTES } from '../../src/decode/emitter.ts'
import { classify, MAX_LOOKED_AT } from '../../src/decode/first-bytes/classify.ts'
import { PacketDecoder } from '../../src/decode/packet-decoder.ts'
import type { CaptureEvent } from '../../src/model/index.ts'
import { type Bytes, ethernet, ipv4, ipv6, udp } from '../helpers/packets.ts'
import { QUIC, quicInitial } from '../helpers/quic.ts'
import { mutate } from './mutate.ts'
import type { Random } from './random.ts'
import { DATAGRAMS, FILES, FRAMES, QUIC_FRAMES, STREAMS } from './seeds.ts'

/** Nothing that a single frame gives can be more: a stream that was kept back, cut into messages of 19 bytes. */
const MAX_EVENTS = 20_000
const LINK_TYPES = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276]
const DATAGRAM_PAYLOADS = DATAGRAMS.map(([, payload]) => payload)

/** Throws if a decoder does not keep its promises. */
export interface Targets {
  readonly run: (random: Random) => void
  /** Everything that was kept back is told. */
  readonly finish: () => void
  readonly events: () => number
}

/** All decoders: files, frames, datagrams with and without encryption, and the beginnings of streams. */
export function createTargets(): Targets {
  let events = 0
  let perInput = 0
  const onEvent = (event: CaptureEvent): void => {
    events++
    perInput++
    checkEvent(event)
  }
  // One for all frames: what is remembered from one to the next must stay bounded too.
  const packets = new PacketDecoder(new Emitter(onEvent), true)
  let time = 0
  const frame = (linkType: number, bytes: Bytes): void =>
    packets.frame(linkType, bytes, 0, bytes.length, ++time / 1000)
  const kinds: readonly ((random: Random) => void)[] = [
    (random) => frame(1, mutate(random.pick(FRAMES), random, FRAMES)),
    (random) => frame(random.pick(LINK_TYPES), mutate(random.pick(FRAMES).subarray(14), random, FRAMES)),
    (random) => frame(1, mutatedDatagram(random)),
    (random) => stream(mutate(random.pick(STREAMS), random, STREAMS)),
  ]
  return {
    run: (random) => {
      perInput = 0
      const kind = random.below(100)
      if (kind === 0) file(random, onEvent)
      else if (kind < 4) frame(1, mutatedInitial(random))
      else random.pick(kinds)(random)
      if (perInput > MAX_EVENTS) throw new Error(`${perInput} events of one input`)
    },
    finish: () => packets.finish(time / 1000),
    events: () => events,
  }
}

function mutatedDatagram(random: Random): Bytes {
  const [port, payload] = random.pick(DATAGRAMS)
  const datagram = udp(mutate(payload, random, DATAGRAM_PAYLOADS), 40_000 + random.below(4), port)
  return ethernet(random.below(2) === 0 ? ipv4(datagram) : ipv6(datagram))
}

/** Mutated before it is encrypted, or a wrong byte would end at the seal each time. */
function mutatedInitial(random: Random): Bytes {
  const version = random.pick(Object.values(QUIC))
  const frames = mutate(random.pick(QUIC_FRAMES), random, QUIC_FRAMES)
  const source = 40_000 + random.below(1000)
  return ethernet(ipv4(udp(quicInitial(frames.subarray(0, 16_000), { version }), source, 443)))
}

function stream(bytes: Bytes): void {
  const { wanted, host, note, tls } = classify(bytes, 0, bytes.length)
  if (wanted !== 0 && wanted <= bytes.length && bytes.length < MAX_LOOKED_AT)
    throw new Error(`${bytes.length} bytes are there and ${wanted} are wanted`)
  checkText(host)
  checkText(note)
  tls?.protocols.forEach(checkText)
}

function file(random: Random, onEvent: (event: CaptureEvent) => void): void {
  const bytes = mutate(random.pick(FILES), random, FILES)
  const decoder = new CaptureDecoder({ onEvent })
  const size = 1 + random.below(bytes.length + 1)
  for (let at = 0; at < bytes.length; at += size) decoder.write(bytes.subarray(at, at + size))
  const { complete, problem } = decoder.end()
  if (complete !== (problem === null)) throw new Error(`complete: ${complete}, problem: ${problem}`)
}

function checkEvent(event: CaptureEvent): void {
  if ('firstBytes' in event && event.firstBytes.length > MAX_FIRST_BYTES) throw new Error('too many bytes')
  if ('host' in event) checkText(event.host ?? null)
  if ('note' in event) checkText(event.note ?? null)
  if ('tls' in event) event.tls?.protocols.forEach(checkText)
}

/** Decoders hand on plain ASCII of a length that can be shown. */
function checkText(text: string | null): void {
  if (text !== null && !/^[\x20-\x7e]{0,1024}$/.test(text)) throw new Error(`not plain: ${text}`)
}
