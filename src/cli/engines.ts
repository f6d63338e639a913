import type { SandboxEngine } from '../sandbox/sandbox.ts'
import { type Selected, selectEngine } from '../sandbox/select.ts'
import type { TarballFolder } from '../sandbox/tarball-folder.ts'

/** An engine by name, loaded when it is its turn. */
export interface NamedEngine {
  readonly name: string
  load(tarballs: readonly TarballFolder[]): Promise<SandboxEngine>
}

/** In the order in which `auto` tries them: bubblewrap starts several times faster. */
export const ENGINES: readonly NamedEngine[] = [
  {
    name: 'bubblewrap',
    load: async (tarballs) =>
      new (await import('../sandbox/bubblewrap/engine.ts')).BubblewrapEngine({ tarballs }),
  },
  {
    name: 'docker',
    load: async (tarballs) => new (await import('../sandbox/docker/engine.ts')).DockerEngine({ tarballs }),
  },
]

/** The engine to use, with what a killed run left behind removed. */
export async function startSelected(wanted: string, tarballs: readonly TarballFolder[]): Promise<Selected> {
  const named = ENGINES.map(({ name, load }) => ({ name, load: () => load(tarballs) }))
  const selected = await selectEngine(named, wanted)
  await selected.engine.clean()
  return selected
}
