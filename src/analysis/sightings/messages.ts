import type { SeenMessage, Unread } from '../../model/index.ts'
import { isWithin } from '../addresses.ts'
import type { Attribution } from '../attribution.ts'
import type { Places } from '../places.ts'
import { bytesText, cut, sizeText } from '../text.ts'
import type { Sighting } from './sighting.ts'
import { placeOf, targetOf, whose } from './target.ts'

const MAX_SAID = 60

const UNREAD: Readonly<Record<Unread, string>> = {
  'certificate-refused': 'refused our certificate: content not seen',
  'left-silent': 'left when it had seen our certificate: content not seen',
  'handshake-failed': 'TLS could not be opened: content not seen',
}

/** What was said inside connections, where it was no request, and that nothing could be read. */
export function messageSightings(
  messages: readonly SeenMessage[],
  places: Places,
  attribution: Attribution,
): readonly Sighting[] {
  return messages.flatMap((message): readonly Sighting[] => {
    const { destination, source, time, protocol, unread } = message
    if (places.isRegistry(destination) || places.isOwnResolver(destination)) return []
    const target = targetOf(destination, places)
    return [
      {
        kind: 'contact',
        run: whose(message, attribution),
        time,
        severity: isWithin(source, destination) ? 'info' : 'suspicious',
        ...target,
        transport: 'tcp',
        protocol,
        times: 0,
        place: placeOf(target),
        fact: unread === undefined ? saidText(message) : UNREAD[unread],
      },
    ]
  })
}

/** What the capture shows as well needs no second mention. */
function saidText({ protocol, secure, bytes, length }: SeenMessage): string | null {
  if (protocol === 'dot' || (protocol === 'tcp' && !secure)) return null
  const within = protocol === 'websocket' ? 'in a WebSocket' : secure ? 'inside TLS' : 'in answer to us'
  return `says ${cut(bytesText(bytes), MAX_SAID)} ${within}, ${sizeText(length)}`
}
