import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from '../sensor/ground.ts'
import { run } from '../sensor/network.ts'

/** A tmpfs that only this namespace sees, in an empty folder; bubblewrap shows its parts where they belong. */
export function bubblewrapGround(scratch: string, diskBytes: number): Ground {
  return {
    etc: join(scratch, 'etc'),
    project: join(scratch, 'project'),
    home: join(scratch, 'home'),
    prepare: async () => {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=0755`, 'tmpfs', scratch])
      for (const folder of ['project', 'home', 'tmp', 'var-tmp', 'etc']) mkdirSync(join(scratch, folder))
    },
    // The launcher shows the host's own folders to the one job that unpacks.
    bring: () => Promise.resolve(),
    takeAway: () => Promise.resolve(),
  }
}
