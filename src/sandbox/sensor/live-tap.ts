import { CaptureDecoder } from '../../decode/capture-decoder.ts'
import type { CaptureEvent, Endpoint } from '../../model/index.ts'
import type { DnsServer } from './dns-server.ts'
import type { Sinkhole } from './sinkhole.ts'

const DNS_PORT = 53

export interface LiveTap {
  readonly sinkhole: Sinkhole
  readonly dns: DnsServer
  /** Looks for the process behind a packet while it may still be there. */
  readonly findOwner: (transport: 'tcp' | 'udp', source: Endpoint, destination: Endpoint) => void
}

/**
 * Reads the capture while it grows, for what no listener of ours was told: datagrams to any port, connections
 * to ports on which nobody listened yet, and questions to resolvers by address.
 */
export function tapCapture(tap: LiveTap): CaptureDecoder {
  return new CaptureDecoder({ onEvent: (event) => react(event, tap) })
}

function react(event: CaptureEvent, { sinkhole, dns, findOwner }: LiveTap): void {
  switch (event.kind) {
    case 'tcp-connect':
      if (sinkhole.listensOn(event.destination.port)) return
      findOwner('tcp', event.source, event.destination)
      void sinkhole.listen(event.destination.port)
      return
    case 'dns-query':
      if (event.transport === 'tcp') return
      if (event.destination.port === DNS_PORT) dns.answerFrom(event.destination.address)
      else findOwner('udp', event.source, event.destination)
      return
    case 'udp-datagram':
      findOwner('udp', event.source, event.destination)
      return
    case 'dns-answer':
    case 'tcp-data':
    case 'other-ip':
    case 'malformed':
      return
  }
}
