import type { Daemon } from './daemon.ts'
import { isOrphan, roleFilter } from './labels.ts'

/** Removes the containers that a killed run of this machine left; returns how many there were. */
export async function removeLeftovers({ docker }: Daemon): Promise<number> {
  const containers = await docker.listContainers({ all: true, filters: roleFilter('box') })
  const orphans = containers.filter(({ Labels }) => isOrphan(Labels))
  const removed = await Promise.all(
    orphans.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .then(
          () => true,
          () => false, // it is being removed already
        ),
    ),
  )
  return removed.filter(Boolean).length
}
