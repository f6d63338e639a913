import { findDaemon } from './daemon.ts'
import type { DaemonPlace } from './daemon-places.ts'
import { removeHalfBases, removeLeftovers } from './leftovers.ts'
import { removeHalfKits } from './remove-kits.ts'

/** What killed runs of this machine left at the daemon and was removed. */
export interface CleanedDaemon {
  readonly containers: number
  readonly images: number
  readonly volumes: number
}

/** Nothing where there is no daemon: it is others who say why. Containers first, because they hold the others. */
export async function cleanDaemon(places?: readonly DaemonPlace[]): Promise<CleanedDaemon> {
  const { daemon } = await findDaemon(places)
  if (daemon === null) return { containers: 0, images: 0, volumes: 0 }
  const containers = await removeLeftovers(daemon)
  const [images, volumes] = [await removeHalfBases(daemon), await removeHalfKits(daemon)]
  return { containers, images, volumes }
}
