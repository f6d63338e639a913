import type { Indicator } from '../scene.ts'
import { mergeSightings } from '../sightings/sighting.ts'

/** A name was asked of DNS that is no configured registry: that alone can carry a message. */
export const foreignLookup: Indicator = ({ sightings, subjectOf }) =>
  mergeSightings(
    subjectOf,
    sightings.filter((one) => one.kind === 'lookup' && one.run !== null),
    'foreign-lookup',
  )
