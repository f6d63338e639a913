import type { Daemon } from './daemon.ts'
import { TARGET } from './kit.ts'
import { isOrphan, ROLE, type Role, roleFilter } from './labels.ts'
import { type Removal, tryToRemove } from './removal.ts'

interface Volume {
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>> | null
}

/** Removes the volumes with an npm and a sensor, but for those of `keep`: the name of a kit, or null for none. */
export async function removeKits(daemon: Daemon, keep: string | null): Promise<Removal[]> {
  const { names, kits } = await listKits(daemon)
  const kept = new Set<string | undefined>(names.filter(({ Name }) => Name === keep).map(targetOf))
  const removals: Removal[] = []
  for (const { Name } of kits.filter((one) => !kept.has(one.Name))) {
    removals.push(await removeVolume(daemon, Name))
  }
  // A name is one kit's; it goes with it, and only then.
  const stay = new Set<string | undefined>(
    removals.filter(({ outcome }) => outcome !== 'removed').map(({ name }) => name),
  )
  for (const name of names) {
    if (name.Name !== keep && !stay.has(targetOf(name))) await removeVolume(daemon, name.Name)
  }
  return removals
}

/** Removes the volumes that a killed run was filling; returns how many there were. */
export async function removeHalfKits(daemon: Daemon): Promise<number> {
  const { names, kits } = await listKits(daemon)
  const whole = new Set<string | undefined>(names.map(targetOf))
  const halves = kits.filter(({ Name, Labels }) => !whole.has(Name) && isOrphan(Labels ?? {}))
  const removals = await Promise.all(halves.map(({ Name }) => removeVolume(daemon, Name)))
  return removals.filter(({ outcome }) => outcome === 'removed').length
}

async function listKits({ docker }: Daemon): Promise<{ names: Volume[]; kits: Volume[] }> {
  const withRole = async (role: Role): Promise<Volume[]> => {
    const { Volumes } = await docker.listVolumes({ filters: roleFilter(role) })
    // `kit` is also the beginning of `kit-name`: what the daemon thinks a fitting label is looked at again.
    return (Volumes ?? []).filter(({ Labels }) => Labels?.[ROLE] === role)
  }
  return { names: await withRole('kit-name'), kits: await withRole('kit') }
}

function targetOf({ Labels }: Volume): string | undefined {
  return Labels?.[TARGET]
}

function removeVolume({ docker }: Daemon, name: string): Promise<Removal> {
  return tryToRemove({ kind: 'kit', name, bytes: null }, () => docker.getVolume(name).remove())
}
