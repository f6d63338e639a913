import { decodeCapture } from '../../src/decode/capture-decoder.ts'
import type { CaptureEvent, TlsOffer } from '../../src/model/index.ts'
import { type Bytes, ethernet, type IpOptions, ipv4, pcap, type TcpOptions, tcp } from './packets.ts'

/** The events of some Ethernet frames. */
export function eventsOf(...frames: readonly Bytes[]): CaptureEvent[] {
  return decodeCapture(pcap(frames)).events
}

/** Events as one line each, so that a table can hold them. */
export function told(events: readonly CaptureEvent[]): string[] {
  return events.map(line)
}

function line(event: CaptureEvent): string {
  switch (event.kind) {
    case 'dns-query':
    case 'dns-answer':
      return `${event.kind} ${event.questions.map(({ name, type }) => `${type} ${name}`).join(', ')}`.trim()
    case 'tcp-connect':
      return `tcp-connect ${event.destination.address} ${event.destination.port}`
    case 'tcp-data':
      return `tcp-data ${event.protocol} ${event.host}`
    case 'udp-datagram':
      return `udp-datagram ${event.protocol} ${event.length}`
    case 'other-ip':
      return `other-ip ${event.protocol} ${event.name} ${event.length}`
    case 'malformed':
      return `malformed ${event.code}`
  }
}

/** A TCP segment in an Ethernet frame. */
export function segment(payload: Bytes, options: TcpOptions = {}, ip: IpOptions = {}): Bytes {
  return ethernet(ipv4(tcp(payload, options), { protocol: 6, ...ip }))
}

/** A stream cut into segments of `size` bytes, from sequence number 1001 on. */
export function segments(payload: Bytes, size: number, options: TcpOptions = {}): Bytes[] {
  const { sequence = 1001 } = options
  const frames: Bytes[] = []
  for (let at = 0; at < payload.length; at += size) {
    frames.push(segment(payload.subarray(at, at + size), { ...options, sequence: (sequence + at) >>> 0 }))
  }
  return frames
}

/** `ALPN h2 ECH`. */
export function offerText(tls: TlsOffer | null | undefined): string {
  const protocols = tls?.protocols ?? []
  return [protocols.length > 0 ? `ALPN ${protocols.join(', ')}` : '', tls?.encrypted ? 'ECH' : '']
    .join(' ')
    .trim()
}
