import type { SeenRequest } from '../../model/index.ts'
import { isWithin } from '../addresses.ts'
import type { Attribution } from '../attribution.ts'
import type { Places } from '../places.ts'
import { cut, sizeText } from '../text.ts'
import type { Sighting } from './sighting.ts'
import { claimedTarget, hostOfHeader, placeOf, targetOf, whose } from './target.ts'

const MAX_HOST = 100

/** What the sinkhole read inside a connection: it says best what was wanted. */
export function requestSightings(
  requests: readonly SeenRequest[],
  places: Places,
  attribution: Attribution,
): readonly Sighting[] {
  return requests.flatMap((request) => {
    const { destination, source, time } = request
    const run = whose(request, attribution)
    const target = targetOf(destination, places)
    const claimed = claimedTarget(target, hostOfHeader(request.host), places)
    const targets = [places.isRegistry(destination) ? null : target, claimed]
    const isLocal = isWithin(source, destination)
    return targets.flatMap((one): readonly Sighting[] => {
      if (one === null) return []
      return [
        {
          kind: 'contact',
          run,
          time,
          severity: isLocal ? 'info' : 'suspicious',
          ...one,
          transport: 'tcp',
          protocol: request.scheme,
          times: 0,
          place: placeOf(one),
          fact: requestText(request),
        },
      ]
    })
  })
}

/** `POST https://metrics.example/i 1.2 kB` */
function requestText(request: SeenRequest): string {
  const { method, scheme, host, path, bodyLength } = request
  const line = `${cut(method, 20)} ${scheme}://${cut(host, MAX_HOST)}${cut(path)}`
  const size = bodyLength === 0 ? '' : ` ${sizeText(bodyLength)}`
  return `${line}${size}${frontText(request)}`
}

/** TLS was opened under one name, and another was asked for inside: the first is a front. */
function frontText({ serverName, host }: SeenRequest): string {
  if (!serverName || serverName === hostOfHeader(host)) return ''
  return ` behind the server name ${cut(serverName, MAX_HOST)}`
}
