import type { Indicator } from '../scene.ts'
import { mergeSightings } from '../sightings/sighting.ts'

/** A packet went to something that is no configured registry. */
export const foreignContact: Indicator = ({ sightings, subjectOf }) =>
  mergeSightings(
    subjectOf,
    sightings.filter((one) => one.kind === 'contact' && one.run !== null),
    'foreign-contact',
  )
