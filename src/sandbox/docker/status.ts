import { findDaemon } from './daemon.ts'
import type { DaemonPlace } from './daemon-places.ts'
import { type BoxImage, findImage } from './image.ts'

/** A place without a usable daemon. */
export interface TriedPlace {
  readonly url: string
  readonly from: string
  readonly detail: string
  readonly fix: string | null
}

export interface DockerStatus {
  readonly daemon: { readonly name: string; readonly url: string; readonly from: string } | null
  /** The one a watch would start in; null when it would be built first. */
  readonly image: BoxImage | null
  /** Every place that was tried before, and why it was not taken. */
  readonly refused: readonly TriedPlace[]
}

/** What there is of Docker here. */
export async function dockerStatus(places?: readonly DaemonPlace[]): Promise<DockerStatus> {
  const { daemon, refused } = await findDaemon(places)
  const tried = refused.map(({ place, detail, fix }) => ({ url: place.url, from: place.from, detail, fix }))
  if (daemon === null) return { daemon, image: null, refused: tried }
  const { url, from } = daemon.place
  const image = await findImage(daemon, process.versions.node)
  return { daemon: { name: daemon.name, url, from }, image, refused: tried }
}
