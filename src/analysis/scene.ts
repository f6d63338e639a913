import type { Evidence, Finding, Run, TreePackage } from '../model/index.ts'
import { type Attribution, attributionOf } from './attribution.ts'
import { type News, newsOf } from './news.ts'
import { type Places, placesOf } from './places.ts'
import { contactSightings } from './sightings/contacts.ts'
import { type HiddenLookup, hiddenLookupSightings, hiddenLookups } from './sightings/hidden-lookups.ts'
import { lookupSightings } from './sightings/lookups.ts'
import { messageSightings } from './sightings/messages.ts'
import { requestSightings } from './sightings/requests.ts'
import type { Sighting } from './sightings/sighting.ts'
import { NOBODY, type SubjectOf } from './subject.ts'

/** Everything that an indicator may look at. */
export interface Scene {
  readonly evidence: Evidence
  readonly places: Places
  readonly attribution: Attribution
  readonly news: readonly News[]
  /** Names that were asked for where the capture does not show them. */
  readonly hidden: readonly HiddenLookup[]
  /** Lookups and contacts that are no registry's, in the order in which they were seen. */
  readonly sightings: readonly Sighting[]
  readonly subjectOf: SubjectOf
  packageOf(run: Run): TreePackage | null
}

/** An indicator looks for one kind of sign. */
export type Indicator = (scene: Scene) => readonly Finding[]

export function sceneOf(evidence: Evidence): Scene {
  const places = placesOf(evidence)
  const attribution = attributionOf(evidence)
  const news = newsOf(evidence, places, attribution)
  const hidden = hiddenLookups(evidence, places, attribution)
  const packages = new Map(evidence.packages.map((one) => [one.location, one]))
  const packageOf = (run: Run) => (run.location === null ? null : (packages.get(run.location) ?? null))
  return {
    evidence,
    places,
    attribution,
    news,
    hidden,
    sightings: [
      ...lookupSightings(news, places),
      ...hiddenLookupSightings(hidden, places),
      ...contactSightings(news, places),
      ...requestSightings(evidence.requests, places, attribution),
      ...messageSightings(evidence.messages ?? [], places, attribution),
    ],
    packageOf,
    subjectOf: (run) => {
      if (run === null) return NOBODY
      const { phase, package: name, version, script } = run
      return { phase, package: name, version, script, path: packageOf(run)?.path ?? [] }
    },
  }
}
