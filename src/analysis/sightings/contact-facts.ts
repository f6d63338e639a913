import type { OtherIpEvent, TcpDataEvent, TlsOffer, UdpDatagramEvent } from '../../model/index.ts'
import type { Places } from '../places.ts'
import { bytesText, sizeText } from '../text.ts'
import type { Target } from './target.ts'

const DNS_OVER_TLS = 853
/** What every client of the web offers. */
const WEB = /^(?:h2|h3|h3-\d+|http\/\d\.\d)$/

/** What a client said first in a connection. */
export function tcpFact(event: TcpDataEvent, target: Target, places: Places): string | null {
  const { host, protocol, destination, tls, note } = event
  const dns = protocol === 'tls' && destination.port === DNS_OVER_TLS ? ['DNS over TLS'] : []
  return joined([
    ...(host === null ? [namelessFact(event)] : hostFacts(host, target, places.nameOf(destination.address))),
    ...(note === undefined ? [] : [note]),
    ...offerFacts(tls),
    ...dns,
  ])
}

function namelessFact({ protocol, firstBytes }: TcpDataEvent): string {
  return protocol === 'tls' ? 'no server name' : `sends ${bytesText(firstBytes)}`
}

/** The name that the client gave, where it is not the one that was looked up. */
function hostFacts(host: string, target: Target, lookedUp: string | null): readonly string[] {
  if (host === target.address) return []
  if (host !== target.host) return [`asks for ${host}`]
  return lookedUp === host ? [] : [`at the address of ${lookedUp}`]
}

/** What a datagram carries. What is encrypted says nothing by its bytes. */
export function datagramFact(event: UdpDatagramEvent, target: Target, places: Places): string | null {
  const { host, note, tls, length, protocol, destination } = event
  if (tls !== undefined) {
    return joined([
      ...(host === undefined
        ? ['no server name']
        : hostFacts(host, target, places.nameOf(destination.address))),
      ...offerFacts(tls),
    ])
  }
  if (protocol === 'quic' || protocol === 'doq') return null
  const bytes = `${sizeText(length)} ${bytesText(event.firstBytes)}`
  return note === undefined ? bytes : `${note}: ${bytes}`
}

/** A packet that is neither TCP nor UDP. */
export function otherIpFact({ length, firstBytes }: OtherIpEvent): string {
  return firstBytes === undefined ? sizeText(length) : `${sizeText(length)} ${bytesText(firstBytes)}`
}

function offerFacts(tls: TlsOffer | undefined): readonly string[] {
  const unusual = tls?.protocols.filter((name) => !WEB.test(name)) ?? []
  return [
    ...(unusual.length > 0 ? [`speaks ${unusual.join(', ')}`] : []),
    ...(tls?.encrypted ? ['may hide another name (ECH)'] : []),
  ]
}

function joined(facts: readonly string[]): string | null {
  return facts.length === 0 ? null : facts.join(', ')
}
