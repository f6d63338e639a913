import type { Indicator } from '../scene.ts'
import { mergeSightings } from '../sightings/sighting.ts'

/** The pcap is the truth: what nobody can be named for is told all the same. */
export const unattributedTraffic: Indicator = ({ sightings, subjectOf }) =>
  mergeSightings(
    subjectOf,
    sightings.filter((one) => one.run === null),
    'unattributed-traffic',
  )
