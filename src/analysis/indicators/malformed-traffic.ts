import type { Finding } from '../../model/index.ts'
import { endpointText } from '../addresses.ts'
import { groupBy } from '../group.ts'
import type { Indicator } from '../scene.ts'

/** Packets that could not be read: something may have been said in them. */
export const malformedTraffic: Indicator = ({ news, places, subjectOf }) => {
  const malformed = news.flatMap(({ event, run }) => {
    if (event.kind !== 'malformed') return []
    const ends = [event.source, event.destination]
    // What goes to and from a registry is cut by the capture's own filter.
    return ends.some((end) => end !== null && places.isRegistry(end)) ? [] : [{ event, run }]
  })
  const groups = groupBy(malformed, ({ event, run }) =>
    JSON.stringify([run?.id, event.code, event.destination?.address, event.destination?.port]),
  )
  return groups.map((group): Finding => {
    const [{ event, run }] = group
    const to = event.destination === null ? '' : ` to ${endpointText(event.destination)}`
    return {
      code: 'malformed-traffic',
      severity: 'inconclusive',
      ...subjectOf(run),
      ...(event.destination === null
        ? {}
        : { address: event.destination.address, port: event.destination.port }),
      protocol: null,
      detail: `${event.code}${to}`,
      time: event.time,
      count: group.length,
    }
  })
}
