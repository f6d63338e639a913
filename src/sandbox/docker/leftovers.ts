import type { Daemon } from './daemon.ts'
import { isOrphan, roleFilter } from './labels.ts'

/** Removes the containers that a killed run of this machine left; returns how many there were. */
export async function removeLeftovers({ docker }: Daemon): Promise<number> {
  const containers = await docker.listContainers({ all: true, filters: roleFilter('box') })
  const orphans = containers.filter(({ Labels }) => isOrphan(Labels))
  return countDone(orphans.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })))
}

/** Removes the bases that a killed build of this machine left; returns how many there were. */
export async function removeHalfBases({ docker }: Daemon): Promise<number> {
  const images = await docker.listImages({ filters: roleFilter('base') })
  const orphans = images.filter(({ Labels }) => isOrphan(Labels ?? {}))
  return countDone(orphans.map(({ Id }) => docker.getImage(Id).remove({ force: false })))
}

/** What cannot be removed is being removed already, or in use after all. */
async function countDone(removals: readonly Promise<unknown>[]): Promise<number> {
  const ended = await Promise.allSettled(removals)
  return ended.filter(({ status }) => status === 'fulfilled').length
}
